// What can be wrong, one at a time: how it is broken and mended, which line of doctor names it, and which alert. An alert that waits longer
// than the walk-through does is not `seen` there, only in deploy/monitoring/tests/breakages.yaml. `none` is why there is no alert.
const { wait } = require('./stage.js');
const { base64 } = require('./installation.js');

const ofIstiod = mesh => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'istio', namespace: 'istio-system' }, data: { mesh } });
const provider = ofIstiod('defaultProviders: {metrics: [prometheus]}');
const address = [{ type: 'IPAddress', value: '10.96.0.7' }];

const plugin = (output_attribute, failStrategy) => ({
    apiVersion: 'extensions.istio.io/v1alpha1', kind: 'WasmPlugin', metadata: { name: 'by-hand', namespace: 'podinfo' },
    spec: {
        targetRefs: [{ group: '', kind: 'Service', name: 'podinfo-svc' }], url: 'oci://registry.example/attributegen:1', failStrategy, phase: 'AUTHN',
        pluginConfig: { attributes: [{ output_attribute, phase: 'ON_REQUEST', match: [{ value: 'a', condition: 'true' }] }] },
    },
});
const telemetry = {
    apiVersion: 'telemetry.istio.io/v1', kind: 'Telemetry', metadata: { name: 'by-hand', namespace: 'podinfo' },
    spec: {
        targetRefs: [{ group: '', kind: 'Service', name: 'podinfo-svc' }],
        metrics: [{ overrides: [{ tagOverrides: { route_name: { value: 'request.method' } } }] }],
    },
};
const without = kind => ({ cluster }) => cluster.kubectl('delete', kind, 'by-hand', '-n', 'podinfo');

// Only who has not the right to repair leaves it broken.
const takeAway = (cluster, kind, namespace, resource, verb) => {
    const at = ['-n', namespace];
    const role = JSON.parse(cluster.kubectl('get', kind, 'route-metrics-certificates', ...at, '-o', 'json'));
    for (const rule of role.rules) if (rule.resources.includes(resource)) rule.verbs = rule.verbs.filter(known => known !== verb);
    cluster.kubectl('patch', kind, 'route-metrics-certificates', ...at, '--type=merge', '-p', JSON.stringify({ rules: role.rules }));
};
const trust = (cluster, bundle) => cluster.kubectl('patch', 'validatingwebhookconfiguration', 'route-metrics', '--type=json', '-p',
    JSON.stringify([{ op: 'replace', path: '/webhooks/0/clientConfig/caBundle', value: bundle }]));

const breakages = [
    {
        name: 'no metrics provider', doctor: 'metrics provider', none: 'nothing is counted, so no series says so',
        breaks: ({ cluster }) => cluster.apply(ofIstiod('rootNamespace: istio-system')),
        mends: ({ cluster }) => cluster.apply(provider),
    },
    {
        name: 'module unreachable', doctor: 'module', alert: 'RouteMetricsModuleFetchFailed', labels: 'result="download_failure"', seen: true,
        breaks: stage => { stage.module = null; },
        mends: stage => { stage.module = stage.rightModule; },
    },
    {
        name: 'module digest wrong', doctor: 'module', alert: 'RouteMetricsModuleFetchFailed', labels: 'result="checksum_mismatched"', seen: true,
        breaks: stage => { stage.module = Buffer.from([0, 97, 115, 109]); },
        mends: stage => { stage.module = stage.rightModule; },
    },
    {
        name: 'FAIL_CLOSE', doctor: 'podinfo: no plugin fails closed', none: 'nothing fails until a download does: RouteMetricsModuleFetchFailed',
        breaks: ({ cluster }) => cluster.apply(plugin('by_hand', 'FAIL_CLOSE')),
        mends: without('wasmplugin'),
    },
    {
        name: 'overriding plugin', doctor: 'podinfo: plugins and Telemetries', alert: 'RouteMetricsHeld', labels: 'reason="foreign_object"', seen: true,
        breaks: ({ cluster }) => cluster.apply(plugin('istio_operationId', 'FAIL_OPEN')),
        mends: without('wasmplugin'),
    },
    {
        name: 'overriding Telemetry', doctor: 'podinfo: plugins and Telemetries', alert: 'RouteMetricsHeld', labels: 'reason="foreign_object"', seen: true,
        breaks: ({ cluster }) => cluster.apply(telemetry),
        mends: without('telemetry'),
    },
    {
        name: 'waypoint without address', doctor: 'podinfo: waypoint podinfo-waypoint', none: 'traffic goes past it, so nothing is counted',
        breaks: stage => { stage.addresses = []; },
        mends: stage => { stage.addresses = address; },
    },
    {
        name: 'label taken away', doctor: 'podinfo: enrolled', none: 'an owner may, so the controller leaves it, and nothing is counted',
        breaks: ({ cluster }) => cluster.kubectl('label', 'namespace', 'podinfo', 'istio.io/dataplane-mode-'),
        mends: ({ cluster }) => cluster.kubectl('label', 'namespace', 'podinfo', 'istio.io/dataplane-mode=ambient'),
    },
    {
        name: 'webhook unreachable', doctor: 'API server asks the webhook', alert: 'RouteMetricsWebhookFailingOpen', labels: 'name=~".+"', seen: true,
        breaks: ({ cluster }) => cluster.unreachable(),
        mends: ({ cluster }) => cluster.reachable(),
    },
    {
        name: 'wrong caBundle', doctor: 'caBundle', alert: 'RouteMetricsCertificate', labels: 'pod=~".+"', seen: true,
        async breaks({ cluster }) {
            takeAway(cluster, 'clusterrole', '', 'validatingwebhookconfigurations', 'patch');
            await wait(1000); // the API server learns of roles by a watch
            trust(cluster, base64(`${cluster.folder}/ca.crt`));
        },
        mends: ({ cluster }) => cluster.applyRights(),
    },
    {
        name: 'RBAC taken away', doctor: 'RBAC', alert: 'RouteMetricsSilentWatch', labels: 'resource=~".+"', seen: false, // ten minutes
        breaks: ({ cluster }) => cluster.kubectl('delete', 'clusterrolebinding', 'route-metrics'),
        mends: ({ cluster }) => cluster.applyRights(),
    },
    {
        name: 'expired certificate', doctor: 'certificate', alert: 'RouteMetricsCertificate', labels: 'pod=~".+"', seen: true,
        async breaks({ cluster, scraped, free }) {
            await cluster.end();
            cluster.kubectl('delete', 'secret', 'route-metrics-tls-self-managed', '-n', 'route-metrics');
            takeAway(cluster, 'role', 'route-metrics', 'secrets', 'update');
            await wait(1000);
            await cluster.serve(...free, '--tls-lifetime=30s', '--ca-lifetime=10h', '--ca-overlap=1s');
            scraped();
        },
        mends: ({ cluster }) => cluster.applyRights(),
    },
];

module.exports = { breakages, provider, address };
