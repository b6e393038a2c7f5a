// deploy/ in the API server of the stage, and one replica of the program with the arguments and the rights that the Deployment gives it. What
// kubelet, Endpoints controllers and istiod would write is written here.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { scratch, program, run, start } = require('./stage.js');

// The API server takes no loopback and no link-local address for a pod or an endpoint.
const ownAddress = Object.values(os.networkInterfaces()).flat()
    .find(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'))?.address;
const base64 = file => fs.readFileSync(file).toString('base64');

class Installation {
    constructor(cluster) {
        Object.assign(this, cluster);
        this.minor = Number(JSON.parse(this.kubectl('version', '-o', 'json')).serverVersion.gitVersion.split('.')[1]);
    }

    // Before 1.21 the API server gives a namespace no label with its name, which selectors of ours count on, and knows no policy/v1.
    namespace(name) {
        this.kubectl('label', '--overwrite', 'namespace', name, `kubernetes.io/metadata.name=${name}`);
    }

    apply(...manifests) {
        return this.kubectl.input(manifests.map(manifest => typeof manifest === 'string' ? manifest : JSON.stringify(manifest)).join('\n---\n'), 'apply', '-f', '-');
    }

    applyDeploy() {
        const documents = run('kubectl', 'kustomize', this.minor >= 30 ? 'deploy' : 'deploy/overlays/kubernetes-1.21').split('\n---\n');
        this.apply(...documents.filter(text => this.minor >= 21 || !/^apiVersion: policy\/v1$/m.test(text)));
        this.namespace('route-metrics');
    }

    applyRights() {
        this.apply(...run('kubectl', 'kustomize', 'deploy').split('\n---\n').filter(text => /^kind: (Cluster)?Role(Binding)?$/m.test(text)));
    }

    configure(text) {
        this.kubectl('patch', 'configmap', 'route-metrics', '-n', 'route-metrics', '--type=merge', '-p', JSON.stringify({ data: { 'route-metrics.yaml': text } }));
    }

    // One pod: the program, until it is ready, and what Kubernetes would tell of it.
    async serve(...more) {
        const { template: { spec } } = JSON.parse(this.kubectl('get', 'deployment', 'route-metrics', '-n', 'route-metrics', '-o', 'json')).spec;
        const [{ args }] = spec.containers;
        const folder = fs.mkdtempSync(path.join(scratch, 'pod-'));
        const { data } = JSON.parse(this.kubectl('get', 'configmap', 'route-metrics', '-n', 'route-metrics', '-o', 'json'));
        for (const [name, text] of Object.entries(data)) fs.writeFileSync(path.join(folder, name), text);
        const command = path.join(folder, 'serve');
        fs.writeFileSync(command, `#!/bin/sh\nexport POD_NAME=${path.basename(folder).toLowerCase()} POD_NAMESPACE=route-metrics\nexec ${program} ${
            [...args, '--port=0', '--module-port=0', `--kubeconfig=${this.rightsOf('route-metrics', folder)}`, ...more].join(' ')
                .replaceAll('/etc/route-metrics/config', folder)}\n`, { mode: 0o755 });
        const [, metrics, port, { child }] = await start(
            /^(?:[^]*"ServingMetrics".*"address":"[^"]*:(\d+))?[^]*"Listening".*"address":"[^"]*:(\d+)[^]*"Ready"/, command).then(found => [...found, found]);
        this.program = { child, name: path.basename(folder).toLowerCase(), port: Number(port), spec };
        this.metrics = `127.0.0.1:${metrics}`;
        this.podRuns('route-metrics', this.program.name, { 'app.kubernetes.io/name': 'route-metrics' }, spec);
        this.reachable();
    }

    async end() {
        this.unreachable();
        const { child, name } = this.program;
        child.kill();
        await new Promise(done => child.exitCode === null ? child.on('exit', done) : done());
        this.kubectl('delete', 'pod', name, '-n', 'route-metrics', '--force', '--grace-period=0');
    }

    // A kubeconfig with a token of the ServiceAccount and nothing else.
    rightsOf(account, folder) {
        const asked = this.kubectl.input('{"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"audiences": [], "expirationSeconds": 7200}}',
            'create', '--raw', `/api/v1/namespaces/route-metrics/serviceaccounts/${account}/token`, '-f', '-');
        const file = path.join(folder, 'kubeconfig');
        fs.writeFileSync(file, JSON.stringify({
            apiVersion: 'v1', kind: 'Config', 'current-context': 'pod',
            clusters: [{ name: 'cluster', cluster: { server: `https://${this.server}`, 'certificate-authority-data': base64(`${this.folder}/ca.crt`) } }],
            users: [{ name: 'pod', user: { token: JSON.parse(asked).status.token } }],
            contexts: [{ name: 'pod', context: { cluster: 'cluster', user: 'pod', namespace: 'route-metrics' } }],
        }));
        return file;
    }

    // The API server's proxies send to the address in a pod's status, and nowhere else.
    podRuns(namespace, name, labels, spec) {
        this.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, spec });
        this.status('pod', namespace, name, { phase: 'Running', podIP: ownAddress, podIPs: [{ ip: ownAddress }] });
    }

    status(kind, namespace, name, status) {
        this.kubectl('patch', kind, name, '-n', namespace, '--subresource=status', '--type=merge', '-p', JSON.stringify({ status }));
    }

    reachable() {
        const { name, port } = this.program;
        const [metadata, targetRef] = [{ name: 'route-metrics', namespace: 'route-metrics' }, { kind: 'Pod', name, namespace: 'route-metrics' }];
        const ports = [{ name: 'https', port, protocol: 'TCP' }];
        this.apply({ apiVersion: 'v1', kind: 'Endpoints', metadata, subsets: [{ addresses: [{ ip: ownAddress, targetRef }], ports }] });
        if (this.minor < 21) return;
        this.apply({
            apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4', ports,
            metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'route-metrics' } },
            endpoints: [{ addresses: [ownAddress], conditions: { ready: true }, targetRef }],
        });
    }

    unreachable() {
        this.kubectl('delete', 'endpoints', 'route-metrics', '-n', 'route-metrics');
        if (this.minor >= 21) this.kubectl('delete', 'endpointslice', 'route-metrics', '-n', 'route-metrics');
    }
}

module.exports = { Installation, ownAddress, base64 };
