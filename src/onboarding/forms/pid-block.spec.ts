import { describe, expect, it } from '@jest/globals';
import { pidFault } from './pid-block.js';

describe('a PID block', () => {
  const block =
    '<PidData><Resp errCode="0" errInfo="Capture Success"/><Skey ci="20280813">a+/==</Skey><Data type="X">MjAy</Data></PidData>';

  it.each([
    ['the output of a device', block],
    ['with a declaration', `<?xml version="1.0" encoding="UTF-8"?>\n${block}`],
    ['a block with a byte order mark and blanks', `\uFEFF \n${block}\n`],
    ['with a comment and a CDATA section', '<PidData><!-- a --><![CDATA[<b>]]></PidData>'],
    ['with a comment before it', `<!-- captured -->${block}`],
    [
      'a block with comments around its declaration',
      `<?xml version="1.0"?>\r\n<!-- a --><!-- b -->\r\n${block}<!-- c -->`,
    ],
    ['with a byte order mark and a declaration', `\uFEFF<?xml version="1.0"?>${block}`],
    ['that is empty', '<PidData/>'],
    ['with attributes', '<PidData ver="2.0"></PidData>'],
    ['with a text in any script', '<PidData><Demo>मोहन &amp; Co</Demo></PidData>'],
  ])('may be %s', (_, xml) => {
    expect(pidFault(xml)).toBeUndefined();
  });

  it.each([
    ['a text without XML', 'PidData'],
    ['nothing', ''],
    ['another root', '<Other><PidData/></Other>'],
    ['a root that only begins so', '<PidDataX></PidDataX>'],
    ['an end that is missing', '<PidData><Data></PidData>'],
    ['a truncated block', block.slice(0, -5)],
    ['crossed elements', '<PidData><a><b></a></b></PidData>'],
    ['two roots', '<PidData/><PidData/>'],
    ['another root behind it', '<PidData></PidData><Other></Other>'],
    ['a bracket in an attribute', '<PidData a="<"/>'],
    ['the end of a CDATA section that never began', '<PidData>]]></PidData>'],
    ['a comment within a comment', '<PidData><!-- a -- b --></PidData>'],
    ['text behind it', '<PidData/>text'],
    ['text before it', 'text<PidData/>'],
    ['an attribute without quotes', '<PidData ver=2></PidData>'],
    ['an attribute twice', '<PidData a="1" a="2"></PidData>'],
    ['a document type', `<!DOCTYPE PidData>${block}`],
    ['a document type in small letters', `<!doctype PidData>${block}`],
    ['entities', '<!DOCTYPE PidData [<!ENTITY a "b">]><PidData>&a;</PidData>'],
    ['an entity anywhere', '<PidData><!ENTITY a "b"></PidData>'],
    ['an unescaped & in a text', '<PidData><Data>a & b</Data></PidData>'],
    ['an unescaped & in an attribute', '<PidData><Resp errCode="0" errInfo="Finger & thumb"/></PidData>'],
    ['an undeclared entity', '<PidData><Data>&nbsp;</Data></PidData>'],
    ['a reference to no character', '<PidData><Data>&#1;</Data></PidData>'],
    ['a declaration that is not at the start', ` <?xml version="1.0"?>${block}`],
    ['a zero character', '<PidData>\0</PidData>'],
    ['a tag that is never closed', '<PidData'],
  ])('is not %s', (_, xml) => {
    expect(pidFault(xml)).toBe('must be a well-formed PidData document');
  });
});

/** Captures in the formats of the RD services of these makers, with invented keys and data. */
const CAPTURED: readonly (readonly [string, string])[] = [
  [
    'Mantra on Windows, indented',
    '<?xml version="1.0"?>\r\n<PidData>\r\n  <Resp errCode="0" errInfo="Success." fCount="1" fType="2" nmPoints="33" qScore="74" />\r\n  <DeviceInfo dpId="MANTRA.MSIPL" rdsId="MANTRA.WIN.001" rdsVer="1.0.8" mi="MFS100" mc="bWM=" dc="00000000-0000-4000-8000-000000000000">\r\n    <additional_info>\r\n      <Param name="srno" value="0000001" />\r\n      <Param name="ts" value="2026-01-01T10:00:00+05:30" />\r\n    </additional_info>\r\n  </DeviceInfo>\r\n  <Skey ci="20280813">c2tleQ==</Skey>\r\n  <Hmac>aG1hYw==</Hmac>\r\n  <Data type="X">ZGF0YQ==</Data>\r\n</PidData>',
  ],
  [
    'Morpho, with a line break in an attribute',
    '<PidData><Resp errCode="0" errInfo="" fCount="1" fType="0" iCount="0" pCount="0" nmPoints="42" qScore="59\n"/><DeviceInfo dpId="Morpho.SmartChip" rdsId="SCPL.WIN.001" rdsVer="1.0.1" dc="0" mi="MSO1300E2L0SW" mc="bWM="/><Skey ci="20280813">c2tleQ==</Skey><Hmac>aG1hYw==</Hmac><Data type="X">ZGF0YQ==</Data></PidData>',
  ],
  [
    'Tatvik and Evolute, with single quotes',
    "<PidData><Resp errCode='0' errInfo='y' fCount='1' fType='0' nmPoints='40' qScore='null' /><DeviceInfo dpId='EVOLUTE.EVOLUTE' rdsId='EVOLUTE.AND.001' rdsVer='1.0.12' dc='0' mi='IDENTI5' mc='bWM='/><Skey ci='20280813'>c2tleQ==</Skey><Hmac>aG1hYw==</Hmac><Data type='X'>ZGF0YQ==</Data></PidData>",
  ],
  [
    'an Android app that puts the elements in the order of the alphabet',
    '<PidData>\n   <Data type="X">ZGF0YQ==</Data>\n   <DeviceInfo dc="0" dpId="MANTRA.MSIPL" mc="bWM=" mi="MFS100" rdsId="MANTRA.AND.001" rdsVer="1.0.4">\n      <additional_info>\n         <Param name="srno" value="1"/>\n      </additional_info>\n   </DeviceInfo>\n   <Hmac>aG1hYw==</Hmac>\n   <Resp errCode="0" errInfo="Capture Success" fCount="1" fType="0" iCount="0" iType="0" nmPoints="25" pCount="0" pType="0" qScore="78"/>\n   <Skey ci="20280813">c2tleQ==</Skey>\n</PidData>',
  ],
];

const FAILED: readonly (readonly [string, string, string])[] = [
  [
    '700',
    'a capture that timed out, without data',
    '<PidData>\n    <Resp errCode="700" errInfo="Capture timed out" fCount="0" fType="0" iCount="0" iType="0" nmPoints="0" pCount="0" pType="0" qScore="0"/>\n</PidData>',
  ],
  [
    '720',
    'a device that is not ready, with empty elements',
    '<PidData><Resp errCode="720" errInfo="Device not ready" fCount="0" fType="0" nmPoints="0" qScore="0"/><DeviceInfo dpId="" rdsId="" rdsVer="" dc="" mi="" mc=""><additional_info><Param name="srno" value=""/></additional_info></DeviceInfo><Skey ci=""></Skey><Hmac></Hmac><Data type="X"></Data></PidData>',
  ],
  [
    '-1509',
    'a service that is still starting',
    '<PidData><Resp errCode="-1509" errInfo="System is still checking status, please try after sometime." /></PidData>',
  ],
  [
    '730',
    'the response after the data',
    "<PidData><Data type='X'>ZGF0YQ==</Data><Resp errCode=' 730 '/></PidData>",
  ],
  ['720', 'a second answer', '<PidData><Resp errCode="0"/><Resp errCode="720"/></PidData>'],
];

describe('a capture', () => {
  it.each(CAPTURED)('that succeeded may be sent to Eko: %s', (_maker, xml) => {
    expect(pidFault(xml)).toBeUndefined();
  });

  it.each(FAILED)('that failed is refused with its code: %s, %s', (code, _what, xml) => {
    expect(pidFault(xml)).toBe(
      `contains no fingerprint: the device failed with error ${code}; check it and capture the fingerprint again`,
    );
  });

  it.each(['', 'c4nary and more', '<b>', '9'.repeat(20)])(
    'that failed with the code "%s" is refused without the code',
    (code) => {
      const xml = `<PidData><Resp errCode="${code.replace('<', '&lt;')}"/></PidData>`;
      expect(pidFault(xml)).toBe(
        'contains no fingerprint: the device failed with an error; check it and capture the fingerprint again',
      );
    },
  );

  it('that succeeded may have several zeros as its code, but nothing beside them', () => {
    expect(pidFault('<PidData><Resp errCode="000"/></PidData>')).toBeUndefined();
    expect(pidFault('<PidData><Resp errCode="0720"/></PidData>')).toContain('error 0720');
  });

  it('is judged only by the response of the device', () => {
    expect(pidFault('<PidData><Other errCode="720"/></PidData>')).toBeUndefined();
    expect(pidFault('<PidData><Data><Resp errCode="720"/></Data></PidData>')).toBeUndefined();
    expect(pidFault('<PidData><Resp errInfo="720"/></PidData>')).toBeUndefined();
  });

  it.each([
    ['elements', `<PidData>${'<a>'.repeat(300)}${'</a>'.repeat(300)}</PidData>`],
    ['attributes', `<PidData ${Array.from({ length: 700 }, (_, index) => `a${index}=""`).join(' ')}/>`],
    ['references', `<PidData>${'&amp;'.repeat(700)}</PidData>`],
  ])('with more %s than a capture has is refused before it is parsed', (_what, text) => {
    expect(pidFault(text)).toMatch(/^must not have more elements and attributes/);
  });

  it('of the maximum size is read', () => {
    expect(pidFault(`<PidData><Data>${'QUJD'.repeat(32_000)}==</Data></PidData>`)).toBeUndefined();
  });
});
