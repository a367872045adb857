// An Eko with a profile for every customer. It answers each look-up after the number of milliseconds that is its argument.
import { createServer } from 'node:http';

const delay = Number(process.argv[2] ?? 0);
const MOBILE = /\/([6-9]\d{9})(?=[/?]|$)/;

const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  request.resume();
  const answer = () => {
    const body = profileOf(MOBILE.exec(request.url)?.[1]);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  };
  if (delay === 0) answer();
  else setTimeout(answer, delay);
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('message', () => {
  globalThis.gc();
  process.send('collected');
});

function profileOf(mobile) {
  return JSON.stringify({
    response_status_id: -1,
    data: {
      customer_profile: {
        total_monthly_limit: '50000.0',
        mobile,
        kyc_id: '',
        ekyc_enabled: 0,
        kyc_validity: '',
        kyc_remark: '',
        kyc_type: '',
        balance: '0.00',
        next_allowed_limit: '5287.0',
        name: 'Bench Customer',
        digital_ekyc: 0,
        chart: [
          {
            data_type_id: 10,
            data: { unavailable: 0, used: 44713, remaining: 5287 },
            label: 'Monthly limit',
          },
        ],
        email: '',
        kyc_state: 1,
      },
      id_proof_type_id: '',
      is_registered: 0,
      id_proof: '',
      otpOptionalSum: '',
      sender_name: 'Bench Customer',
      otpNotRequiredSum: '',
      ekyc_enabled: '',
      otpNotRequiredSumNeft: '',
      next_allowed_limit: 5287,
      account: '',
      kyc_state: 0,
      otpOptionalSumNeft: '',
    },
    response_type_id: 309,
    message: 'Success!',
    status: 0,
  });
}
