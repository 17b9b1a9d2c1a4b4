// What runs inside a made-up container. The first argument says what to do, the second is its JSON; one JSON document is printed.
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';

const proxy = () => new URL(process.env.HTTPS_PROXY);
const credentials = url => url.username
  ? { 'proxy-authorization': 'Basic ' + Buffer.from(`${url.username}:${url.password}`).toString('base64') } : {};

const readAll = response => new Promise((done, fail) => {
  const parts = [];
  response.on('data', part => parts.push(part)).on('end', () => done(Buffer.concat(parts).toString())).on('error', fail);
});

const tunnel = target => new Promise((done, fail) => {
  const url = proxy();
  http.request({ host: url.hostname, port: url.port, method: 'CONNECT', path: target, headers: { host: target, ...credentials(url) } })
    .on('connect', (response, socket) => response.statusCode === 200 ? done(socket) : fail(new Error(`CONNECT ${response.statusCode}`)))
    .on('error', fail).end();
});

// One request, as the proxy variables of this process say.
async function request({ url, body = '', headers = {} }) {
  const target = new URL(url);
  const options = { method: 'POST', headers: { 'content-length': Buffer.byteLength(body), ...headers }, agent: false };
  let issuer;
  let sent;
  if (target.protocol === 'https:') {
    const socket = tls.connect({ socket: await tunnel(`${target.hostname}:${target.port || 443}`), servername: target.hostname });
    await new Promise((done, fail) => socket.on('secureConnect', done).on('error', fail));
    issuer = socket.getPeerCertificate().issuer.CN;
    sent = https.request(target, { ...options, agent: undefined, createConnection: () => socket });
  } else if (target.hostname === proxy().hostname) {
    sent = http.request(target, options);
  } else {
    sent = http.request({ ...options, host: proxy().hostname, port: proxy().port, path: url, headers: { host: target.host, ...options.headers } });
  }
  const response = await new Promise((done, fail) => sent.on('response', done).on('error', fail).end(body));
  return { status: response.statusCode, body: await readAll(response), issuer };
}

// Bytes to an address; what came back until the other side closed, or the error's code.
const raw = ({ host, port, text, wait = 5000 }) => new Promise(done => {
  const parts = [];
  const socket = net.connect({ host, port, timeout: wait }, () => text && socket.write(text));
  const end = () => { socket.destroy(); done({ answer: Buffer.concat(parts).toString('latin1') }); };
  socket.on('data', part => { parts.push(part); if (text) end(); }).on('end', end).on('timeout', () => { socket.destroy(); done({ error: 'TIMEOUT' }); })
    .on('error', error => done({ error: error.code }));
});

// Every file below these folders, and these; what can't be read is left out. Links are read, but not walked.
function files(roots) {
  const found = {};
  const visit = path => {
    try {
      if (fs.lstatSync(path).isDirectory()) fs.readdirSync(path).forEach(name => visit(path === '/' ? '/' + name : path + '/' + name));
      else if (fs.statSync(path).isFile()) found[path] = fs.readFileSync(path).toString('base64');
    } catch { /* not for us */ }
  };
  roots.forEach(visit);
  return found;
}

// Tries to change things; the code of each error, or "done".
const attempts = list => list.map(({ act, from, to }) => {
  try {
    if (act === 'write') fs.writeFileSync(to, 'mine');
    if (act === 'symlink') fs.symlinkSync(from, to);
    if (act === 'link') fs.linkSync(from, to);
    if (act === 'rename') fs.renameSync(from, to);
    if (act === 'remove') fs.rmSync(to);
    return 'done';
  } catch (error) {
    return error.code;
  }
});

const settled = promise => Promise.race([promise, new Promise((_, fail) => setTimeout(() => fail(new Error('no answer in time')), 20000))]).catch(error => ({ error: error.code || error.message }));
const [verb, text] = process.argv.slice(2);
const input = JSON.parse(text);
const work = {
  request: () => Promise.all(input.map(one => settled(request(one)))),
  raw: () => Promise.all(input.map(raw)),
  files: () => files(input),
  attempts: () => attempts(input),
  env: () => process.env,
};
// What is still open then is of no interest.
const answer = JSON.stringify(await work[verb]());
process.stdout.write(answer, () => process.exit());
