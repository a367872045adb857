// Imported into a gateway: the names of the bank are this machine, as its own DNS would answer.
import dns from 'node:dns';

const { lookup } = dns;
dns.lookup = (name, options, callback) =>
  lookup(/\.bank\.test$/.test(name) ? '127.0.0.1' : name, options, callback);
