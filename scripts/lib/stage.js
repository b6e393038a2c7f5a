// The stage of monitoring-works and walk-through: a real API server with what samples and deploy/ need, and a real Prometheus with our scrape
// configuration. Whatever is started here ends with the script that uses it, and the scratch folder goes.
const assert = require('node:assert/strict');
const { execFileSync, spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'stage-'));
const children = [];
const program = process.env.ROUTE_METRICS_PROGRAM || './route-metrics';
const run = (command, ...more) => execFileSync(command, more, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26 });
const wait = ms => new Promise(done => setTimeout(done, ms));

// Starts a command that outlives no test and gives back what the pattern finds in what it writes; `child` of it is the process.
async function start(pattern, command, ...more) {
    const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', command, ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', data => { text += data; });
    for (let tries = 0; tries < 1200; tries++) {
        const found = pattern.exec(text);
        if (found) return Object.assign(found, { child });
        assert.equal(child.exitCode, null, `${command} has ended:\n${text}`);
        await wait(100);
    }
    throw new Error(`${command}: ${pattern} is missing in\n${text}`);
}

// Looks again until nothing is thrown, for a minute; then with what was wrong last.
async function eventually(look, seconds = 60) {
    for (const end = Date.now() + seconds * 1000; ; await wait(500)) {
        try {
            return await look();
        } catch (wrong) {
            if (Date.now() > end) throw wrong;
        }
    }
}

// A real API server with the CRDs that the program works with. What it gives back runs kubectl as cluster-admin; with `input`, kubectl reads that.
async function cluster() {
    const folder = path.join(scratch, 'cluster');
    const [, kubeconfig] = await start(/export KUBECONFIG=(.*)/, 'scripts/local-cluster', folder);
    const kubectl = (...more) => run('kubectl', '--kubeconfig', kubeconfig, ...more);
    kubectl.input = (input, ...more) => {
        const { status, stdout, stderr } = spawnSync('kubectl', ['--kubeconfig', kubeconfig, ...more], { input, encoding: 'utf8', maxBuffer: 1 << 26 });
        assert.equal(status, 0, `kubectl ${more.join(' ')}: ${stderr}`);
        return stdout;
    };
    const crds = 'tests/RouteMetrics.EndToEnd.Tests/Crds';
    kubectl('apply', '-f', crds);
    kubectl('wait', '--for', 'condition=Established', '-f', crds, '--timeout=60s');
    const server = new URL(/server: "?([^"\n,}]*)/.exec(fs.readFileSync(kubeconfig, 'utf8'))[1]).host;
    return { folder, kubeconfig, kubectl, server };
}

// What Prometheus would learn from Kubernetes of the container of a pod.
const pod = (container, port, more) => ({
    __meta_kubernetes_pod_container_name: container, __meta_kubernetes_pod_container_port_number: port, __meta_kubernetes_pod_phase: 'Running', ...more });
const ofProgram = { __meta_kubernetes_pod_label_app_kubernetes_io_name: 'route-metrics', __meta_kubernetes_pod_container_port_name: 'http-metrics',
    __meta_kubernetes_namespace: 'route-metrics', __meta_kubernetes_pod_name: 'route-metrics-a' };
const ofServer = { __meta_kubernetes_service_name: 'kubernetes', __meta_kubernetes_endpoint_port_name: 'https' };

// Debian builds Prometheus without the discovery of Kubernetes: what that would say is in files, so that the relabelling is tried, too.
// `jobs` has for each job of deploy/monitoring/prometheus.yaml its [address, labels].
function retarget(jobs) {
    for (const [job, targets] of Object.entries(jobs)) {
        fs.writeFileSync(path.join(scratch, `${job}.json`), JSON.stringify(targets.map(([address, labels]) => ({ targets: [address], labels }))));
    }
}

function configuration(jobs, certificates) {
    let text = fs.readFileSync('deploy/monitoring/prometheus.yaml', 'utf8')
        .replace('rule_files: [rules.yaml]', `rule_files: [${path.resolve('deploy/monitoring/rules.yaml')}]`)
        .replace(/(scrape|evaluation)_interval: 15s/g, '$1_interval: 2s')
        .replace(/^ *authorization:.*\n/m, '')
        .replace(/tls_config: \{.*\}/, `tls_config: {ca_file: ${certificates}/ca.crt, cert_file: ${certificates}/admin.crt, key_file: ${certificates}/admin.key, server_name: localhost}`);
    for (const job of Object.keys(jobs)) {
        text = text.replace(
            new RegExp(`(- job_name: ${job}\\n(?:    .*\\n)*?)    kubernetes_sd_configs:\\n(?:      .*\\n)+`),
            `$1    file_sd_configs: [{files: [${path.join(scratch, `${job}.json`)}]}]\n`);
    }
    retarget(jobs);
    const file = path.join(scratch, 'prometheus.yaml');
    fs.writeFileSync(file, text);
    run('promtool', 'check', 'config', file);
    return file;
}

// Starts Prometheus with it: its address, what it answers to a query, and how other targets take the place of these, within seconds.
async function prometheus(jobs, certificates) {
    const address = `127.0.0.1:${20000 + process.pid % 10000}`;
    await start(/(ready to receive web requests)/, 'prometheus', `--config.file=${configuration(jobs, certificates)}`,
        `--storage.tsdb.path=${scratch}/tsdb`, `--web.listen-address=${address}`);
    const ask = async query => {
        const { data, error } = await (await fetch(`http://${address}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query }) })).json();
        assert.ok(data, `${query}: ${error}`);
        return data.result;
    };
    return { address: `http://${address}`, ask, retarget };
}

async function end() {
    for (const child of children.reverse()) {
        child.kill();
        for (let tries = 0; child.exitCode === null && child.signalCode === null && tries < 100; tries++) await wait(100);
        child.kill('SIGKILL');
    }
    fs.rmSync(scratch, { recursive: true, force: true });
}

// Plays it, and leaves with 1 if anything was wrong.
function play(scene) {
    scene().catch(failed => {
        console.error(failed);
        process.exitCode = 1;
    }).finally(end);
}

module.exports = { scratch, program, run, wait, start, eventually, cluster, pod, ofProgram, ofServer, prometheus, play };
