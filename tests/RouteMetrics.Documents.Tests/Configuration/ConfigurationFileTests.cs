using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Configuration;

namespace RouteMetrics.Documents.Tests.Configuration;

public sealed class ConfigurationFileTests
{
    private const string Header = "apiVersion: routemetrics.io/v1alpha1\nkind: RouteMetricsConfig\n";

    [Theory]
    [InlineData(Header)]
    [InlineData(Header + "spec:\n")]
    [InlineData(Header + "spec: {}\n")]
    [InlineData(Header + "spec: {mode: null, names: ~, module: {url: }, metrics: null, policy: {}}\n")]
    public void What_is_absent_has_its_default(string text)
    {
        var file = ConfigurationFile.Parse("config.yaml", text);

        Assert.Empty(file.Faults);
        Assert.Equal(ConfigurationFile.Print(RouteMetricsSettings.Default), ConfigurationFile.Print(file.Settings!));
    }

    [Theory]
    [InlineData(Header, "of-the-pod")]
    [InlineData(Header + "spec: {mode: warn}\n", "of-the-pod")]
    [InlineData(Header + "spec: {ownNamespace: told}\n", "told")]
    public void The_defaults_may_be_others(string text, string ownNamespace) => Assert.Equal(
        ownNamespace, ConfigurationFile.Parse("config.yaml", text, RouteMetricsSettings.Default with { OwnNamespace = "of-the-pod" }).Settings!.OwnNamespace);

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("# a comment\n# another\n")]
    public void A_file_with_nothing_in_it_is_not_the_defaults(string text) =>
        Assert.StartsWith("config.yaml:1: apiVersion: is missing; write ", ConfigurationFile.Parse("config.yaml", text).Faults[0]);

    [Fact]
    public void The_defaults_are_printed_with_what_they_mean()
    {
        Assert.Equal(
            """
            apiVersion: routemetrics.io/v1alpha1
            kind: RouteMetricsConfig
            spec:
              # What becomes of findings: enforce denies, warn admits and warns, audit records only.
              mode: enforce
              # Which namespaces are enrolled: all, labelled (routemetrics.io/enabled: "true") or none.
              enrolment: all
              # Never touched, beside kube-*, istio-system and ownNamespace; a trailing * is a prefix. Yours add to these; a ! makes an exception.
              exemptNamespaces:
              - cert-manager
              - external-secrets
              - gatekeeper-system
              - kyverno
              - sealed-secrets
              - trust-manager
              - vault
              - argocd
              - argo-rollouts
              - crossplane-system
              - flux-system
              - tekton-pipelines
              - calico-apiserver
              - calico-system
              - cilium-secrets
              - external-dns
              - metallb-system
              - tigera-operator
              - gpu-operator
              - karpenter
              - keda
              - longhorn-system
              - node-feature-discovery
              - openebs
              - rook-ceph
              - velero
              - istio-operator
              - aks-command
              - amazon-cloudwatch
              - amazon-guardduty
              - azure-arc
              - azure-workload-identity-system
              - cattle-*
              - config-management-system
              - gke-managed-*
              - gmp-public
              - gmp-system
              - openshift-*
              # Where the webhook itself runs.
              ownNamespace: route-metrics
              # attributegen evaluates conditions in a WasmPlugin; native names requests by Envoy's own route.
              engine: attributegen
              # route asks which route Envoy took, then its match; request asks the request alone.
              conditions: route
              # One WasmPlugin for each service, or one for each waypoint.
              attachTo: service
              # routes annotates routes with their operations; none leaves them alone, and the component annotate-none spares the call.
              annotate: routes
              names:
                # Names of generated objects; {owner} is the namespace, Service or Gateway that they are for.
                waypoint: '{owner}-waypoint'
                telemetry: '{owner}-telemetry'
                wasmPlugin: '{owner}-wasmplugin'
              module:
                # builtin is the program's own module, which it serves; attributegen, the default beside a url or sha256, is Istio's build of 2023.
                kind: builtin
                # Where proxies get it instead: a file, http, https or oci address; empty for where its kind is.
                url: ''
                # The digest of a module of yours; another one is not loaded. Empty for that of the kind.
                sha256: ''
              # Istio's metrics that get the label.
              metrics:
              - REQUEST_COUNT
              - REQUEST_DURATION
              # The label that carries the operation.
              labelName: route_name
              # Its value for a request that no route matches.
              unmatchedName: unknown
              # istiod's --domain, such as cluster.local; empty matches any.
              clusterDomain: ''
              gatewayClasses:
                # Classes of the Gateways that Istio's Envoy runs.
                gateway:
                - istio
                # Class of the waypoints that are created.
                waypoint: istio-waypoint
              # istio.io/rev of the waypoints that are created, where the namespace has none; empty is the default revision.
              waypointRevision: ''
              budget:
                # Series that the operations of a namespace may become; its label routemetrics.io/series-budget may ask for less.
                series: 1000000
                # Other budgets by the name of a namespace, or the start of one followed by *, such as shop-*: 500000.
                namespaces: {}
                # The estimate: series = operations × responseCodes × sources × metrics (a histogram: its buckets, sum and count).
                responseCodes: 5
                # Workloads that call one operation.
                sources: 5
                # +Inf included; Envoy's default has 20.
                histogramBuckets: 20
                # Values that a label of another Telemetry is taken to have where it is a path, an id or the like.
                unboundedValues: 1000
                # Percent of the budget from which on a warning is given.
                warnPercent: 80
              policy:
                # Every message ends with a link: this, then RMW001.md; a folder or a URL, or empty for no link.
                documentation: docs/policy/

            """ + string.Concat(Enum.GetValues<FindingCode>().Select(static code =>
                $"    # {FindingDocumentation.TitleOf(code)}: deny, warn or off.\n    {code}: {(FindingSeverity.DefaultOf(code) == Severity.Deny ? "deny" : "warn")}\n")),
            ConfigurationFile.Print(RouteMetricsSettings.Default));
    }

    [Fact]
    public void What_is_printed_reads_back_equal()
    {
        var settings = new RouteMetricsSettings
        {
            Mode = Mode.Audit,
            Enrolment = Enrolment.Labelled,
            ExemptNamespaces = ["team-*", "0", .. InfrastructureNamespaces.All],
            OwnNamespace = "1e3",
            Engine = Engine.Native,
            AttachTo = AttachTo.Waypoint,
            Annotate = Annotate.None,
            Names = new NamePatterns { Waypoint = "w-{owner}", Telemetry = "t-{owner}", WasmPlugin = "p-{owner}" },
            Module = new WasmModule { Kind = ModuleKind.Builtin, Url = "oci://mirror.example.com/attributegen:1", Sha256 = new string('0', 64) },
            Metrics = ["ALL_METRICS"],
            LabelName = "on",
            UnmatchedName = "no: \"route\" # é 😀",
            ClusterDomain = "cluster.local",
            GatewayClasses = new GatewayClasses { Gateway = ["a.b", "c"], Waypoint = "null" },
            Severities = new Dictionary<FindingCode, Severity> { [FindingCode.RMW007] = Severity.Off, [FindingCode.RMW001] = Severity.Warn },
            Budget = new SeriesBudget
            {
                Series = 1,
                Namespaces = new Dictionary<string, int>(StringComparer.Ordinal) { ["0"] = 0, ["shop-*"] = int.MaxValue },
                ResponseCodes = 2,
                Sources = 3,
                HistogramBuckets = 4,
                WarnPercent = 100,
            },
            Documentation = "https://example.com/policy/",
        };

        var text = ConfigurationFile.Print(settings);
        var read = ConfigurationFile.Parse("config.yaml", text);

        Assert.Empty(read.Faults);
        Assert.Equal(text, ConfigurationFile.Print(read.Settings!));
        Assert.Equal(WithoutCollections(settings), WithoutCollections(read.Settings!));
        Assert.Equal(settings.ExemptNamespaces, read.Settings!.ExemptNamespaces);
        Assert.Equal(settings.Metrics, read.Settings.Metrics);
        Assert.Equal(settings.GatewayClasses.Gateway, read.Settings.GatewayClasses.Gateway);
        Assert.Equal(settings.Budget.Namespaces.OrderBy(entry => entry.Key), read.Settings.Budget.Namespaces.OrderBy(entry => entry.Key));
        Assert.Equal(settings.Severities.OrderBy(entry => entry.Key), read.Settings.Severities.OrderBy(entry => entry.Key));
    }

    /// <summary>Before there was another module, these were attributegen's: they keep its address or its digest.</summary>
    [Theory]
    [InlineData("{}", "builtin", "http://route-metrics.route-metrics.svc:8080/modules/OWN/route-labels.wasm", "OWN")]
    [InlineData("{kind: null, url: '', sha256: ''}", "builtin", "http://route-metrics.route-metrics.svc:8080/modules/OWN/route-labels.wasm", "OWN")]
    [InlineData("{kind: attributegen}", "attributegen", "https://blob.istio.io/istio-build/proxy/attributegen-359dcd3a19f109c50e97517fe6b1e2676e870c4d.wasm", "ISTIO")]
    [InlineData("{url: 'https://mirror/attributegen.wasm'}", "attributegen", "https://mirror/attributegen.wasm", "ISTIO")]
    [InlineData("{url: 'https://mirror/attributegen.wasm', kind: null}", "attributegen", "https://mirror/attributegen.wasm", "ISTIO")]
    [InlineData("{sha256: ISTIO}", "attributegen", "https://blob.istio.io/istio-build/proxy/attributegen-359dcd3a19f109c50e97517fe6b1e2676e870c4d.wasm", "ISTIO")]
    [InlineData("{url: 'http://mirror/x.wasm', sha256: OTHER}", "attributegen", "http://mirror/x.wasm", "OTHER")]
    [InlineData("{kind: builtin, url: 'https://mirror/route-labels.wasm'}", "builtin", "https://mirror/route-labels.wasm", "OWN")]
    [InlineData("{url: 'oci://mirror/module:v1@sha256:OTHER'}", "attributegen", "oci://mirror/module:v1@sha256:OTHER", "OTHER")]
    [InlineData("{kind: builtin, url: 'oci://mirror/module:v1@sha256:OTHER'}", "builtin", "oci://mirror/module:v1@sha256:OTHER", "OTHER")]
    public void The_module_is_the_programs_own_unless_another_one_is_named(string module, string kind, string url, string sha256)
    {
        var read = ConfigurationFile.Parse("config.yaml", $"{Header}spec: {{module: {Digests(module)}}}");

        Assert.Empty(read.Faults);
        Assert.Equal(
            (kind, Digests(url), Digests(sha256)),
            (read.Settings!.Module.Kind.ToString().ToLowerInvariant(), read.Settings.ModuleToLoad.Url, read.Settings.ModuleToLoad.Sha256));
        var printed = ConfigurationFile.Parse("config.yaml", ConfigurationFile.Print(read.Settings)).Settings;
        Assert.Equal(read.Settings.Module, printed!.Module);

        static string Digests(string text) => text
            .Replace("OWN", BuiltinModule.Sha256, StringComparison.Ordinal)
            .Replace("ISTIO", "3c807c3f48af481e4dda7d9fe54364d921bb7e88122765f67f6c9b9cb28a52a6", StringComparison.Ordinal)
            .Replace("OTHER", new string('a', 64), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mirror_of_the_programs_module_needs_its_kind() => Assert.Equal(
        [
            "config.yaml:3: spec.module.url: \"https://mirror/route-labels.wasm\": is the program's own module, and attributegen has another "
                + "digest; write module.kind: builtin beside it",
        ],
        ConfigurationFile.Parse("config.yaml", Header + "spec: {module: {url: 'https://mirror/route-labels.wasm'}}").Faults);

    [Fact]
    public void Severities_may_be_written_plain_though_YAML_takes_off_for_false()
    {
        var read = ConfigurationFile.Parse("config.yaml", Header + "spec: {policy: {RMW003: off, RMW004: deny}}");

        Assert.Empty(read.Faults);
        Assert.Equal(
            (Severity.Off, Severity.Deny),
            (FindingSeverity.Of(FindingCode.RMW003, read.Settings!.Severities), FindingSeverity.Of(FindingCode.RMW004, read.Settings!.Severities)));
    }

    [Fact]
    public void Every_fault_is_told_at_once_in_the_order_of_lines()
    {
        var file = ConfigurationFile.Parse(
            "config.yaml",
            """
            apiVersion: routemetrics.io/v1
            kind: RouteMetricsConfigs
            spce: {}
            spec:
              mode: enforced
              enrollment: all
              exemptNamespaces: [team-*, Team, "*", null, 5]
              ownNamespace: a.b
              names:
                waypoint: waypoint
                telemetry: "{owner}_t"
                wasmplugin: x
              module:
                url: ftp://x
                sha256: abc
              metrics: [REQUEST_COUNTS, REQUEST_COUNT]
              labelName: response_code
              unmatchedName: "a\tb"
              clusterDomain: .local
              gatewayClasses: istio
              policy:
                RMW001: denied
                RMW999: off
              zzz: 1
            """);

        Assert.Null(file.Settings);
        Assert.Equal(
            """
            config.yaml:1: apiVersion: "routemetrics.io/v1": must be routemetrics.io/v1alpha1
            config.yaml:2: kind: "RouteMetricsConfigs": must be RouteMetricsConfig
            config.yaml:3: spce: is unknown; did you mean spec?
            config.yaml:5: spec.mode: "enforced": must be one of enforce, warn, audit
            config.yaml:6: spec.enrollment: is unknown; did you mean enrolment?
            config.yaml:7: spec.exemptNamespaces[3]: must not be empty; remove it
            config.yaml:7: spec.exemptNamespaces[4]: "5": must be text; put it in quotes
            config.yaml:7: spec.exemptNamespaces[1]: "Team": must be the name of a namespace, or the start of one followed by *
            config.yaml:7: spec.exemptNamespaces[2]: "*": must be the name of a namespace, or the start of one followed by *
            config.yaml:8: spec.ownNamespace: "a.b": must be the name of a namespace: lower-case letters, digits and -
            config.yaml:10: spec.names.waypoint: "waypoint": must contain {owner}, else all objects would have one name
            config.yaml:11: spec.names.telemetry: "{owner}_t": must give names of lower-case letters, digits and -, with a letter first and no - last
            config.yaml:12: spec.names.wasmplugin: is unknown; did you mean wasmPlugin?
            config.yaml:14: spec.module.url: "ftp://x": must be an address of scheme file, http, https or oci; without a scheme it is an OCI image
            config.yaml:15: spec.module.sha256: "abc": must be 64 lower-case hexadecimal digits
            config.yaml:16: spec.metrics[0]: "REQUEST_COUNTS": must be one of ALL_METRICS, REQUEST_COUNT, REQUEST_DURATION, REQUEST_SIZE, RESPONSE_SIZE, TCP_OPENED_CONNECTIONS, TCP_CLOSED_CONNECTIONS, TCP_SENT_BYTES, TCP_RECEIVED_BYTES, GRPC_REQUEST_MESSAGES, GRPC_RESPONSE_MESSAGES
            config.yaml:17: spec.labelName: "response_code": is a label that the metrics have already; overriding it would corrupt every dashboard that reads it
            config.yaml:18: spec.unmatchedName: "a\u0009b": must be 1 to 128 printable characters
            config.yaml:19: spec.clusterDomain: ".local": must be a DNS domain such as cluster.local, or empty
            config.yaml:20: spec.gatewayClasses: "istio": must be a map
            config.yaml:22: spec.policy.RMW001: "denied": must be one of off, warn, deny
            config.yaml:23: spec.policy.RMW999: is unknown; did you mean RMW009?
            config.yaml:24: spec.zzz: is unknown; known here: mode, enrolment, exemptNamespaces, ownNamespace, engine, conditions, attachTo, annotate, names, module, metrics, labelName, unmatchedName, clusterDomain, gatewayClasses, waypointRevision, budget, policy
            """,
            string.Join('\n', file.Faults));
    }

    [Theory]
    [InlineData("spec: {mode: warn}", "config.yaml:1: apiVersion: is missing; write apiVersion: routemetrics.io/v1alpha1|config.yaml:1: kind: is missing; write kind: RouteMetricsConfig")]
    [InlineData("- a", "config.yaml:1: must be a map")]
    [InlineData(Header + "---\n" + Header, "config.yaml:4: one document is enough; remove the others")]
    [InlineData(Header + "spec: {mode: warn, mode: audit}", "config.yaml:3: key \"mode\" is already on line 3; remove one of the two")]
    [InlineData(Header + "spec:\n  mode: 'warn", "config.yaml:4: not valid YAML: While scanning a quoted scalar, found unexpected end of stream; check quotes and indentation (spaces, no tabs)")]
    [InlineData(Header + "spec: {metrics: []}", "config.yaml:3: spec.metrics: must name one metric at least, such as REQUEST_COUNT")]
    [InlineData(Header + "spec: {metrics: [REQUEST_COUNT, REQUEST_SIZE, REQUEST_COUNT]}", "config.yaml:3: spec.metrics[2]: \"REQUEST_COUNT\": is in the list already; remove it here")]
    [InlineData(Header + "spec: {metrics: [REQUEST_COUNT, ALL_METRICS]}", "config.yaml:3: spec.metrics[1]: \"ALL_METRICS\": stands for every metric; remove it, or the others")]
    [InlineData(Header + "spec: {waypointRevision: -a}", "config.yaml:3: spec.waypointRevision: \"-a\": must be a revision or a tag of istiod, as the label istio.io/rev has it, or empty")]
    [InlineData(Header + "spec: {gatewayClasses: {gateway: []}}", "config.yaml:3: spec.gatewayClasses.gateway: must name one GatewayClass at least, such as istio")]
    [InlineData(Header + "spec: {gatewayClasses: {waypoint: istio}}", "config.yaml:3: spec.gatewayClasses.waypoint: \"istio\": is one of gatewayClasses.gateway, whose Gateways are no waypoints; name another class, such as istio-waypoint")]
    [InlineData(Header + "spec: {metrics: REQUEST_COUNT, labelName: [a]}", "config.yaml:3: spec.metrics: \"REQUEST_COUNT\": must be a list|config.yaml:3: spec.labelName: must be text")]
    [InlineData(Header + "spec: {labelName: __x}", "config.yaml:3: spec.labelName: \"__x\": must be a Prometheus label: letters, digits and _, no digit first, no __ first")]
    [InlineData(Header + "spec: {ownNamespace: 007}", "config.yaml:3: spec.ownNamespace: \"007\": must be text; put it in quotes")]
    [InlineData(Header + "spec: {budget: {series: many, sources: 0, warnPercent: 101}}", "config.yaml:3: spec.budget.series: \"many\": must be a whole number from 0 to 2147483647|config.yaml:3: spec.budget.sources: \"0\": must be a whole number from 1 to 1000000|config.yaml:3: spec.budget.warnPercent: \"101\": must be a whole number from 1 to 100")]
    [InlineData(Header + "spec: {budget: {namespaces: {Shop: 1, a: -1}}}", "config.yaml:3: spec.budget.namespaces.a: \"-1\": must be a whole number from 0 to 2147483647|config.yaml:3: spec.budget.namespaces.Shop: \"Shop\": must be the name of a namespace, or the start of one followed by *")]
    [InlineData(Header + "spec: {module: {url: 'oci://mirror.example.com/labels:1'}}", "config.yaml:3: spec.module.url: \"oci://mirror.example.com/labels:1\": is an image without its digest; end it with @sha256: and the digest of the image, or give that in module.sha256")]
    [InlineData(Header + "spec: {policy: {documentation: my pages}}", "config.yaml:3: spec.policy.documentation: \"my pages\": must have at most 100 ASCII characters and no space, such as https://example.com/policy/")]
    public void What_is_no_configuration_is_told(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', ConfigurationFile.Parse("config.yaml", text).Faults));

    [Theory]
    [InlineData("https://x/y.wasm", true)]
    [InlineData("file:///modules/x.wasm", true)]
    [InlineData("registry.example.com/x:1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", true)]
    [InlineData("oci://registry.example.com/x@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", true)]
    [InlineData("oci://registry.example.com/x@sha256:0", false)]
    [InlineData("registry.example.com/x:1", false)] // the digest of the kind is that of a file
    [InlineData("", true)] // where its kind is
    [InlineData("http://a b", false)]
    [InlineData("gs://bucket/x", false)]
    public void The_module_has_an_address_that_istio_can_fetch(string url, bool isValid) =>
        Assert.Equal(isValid, ConfigurationFile.Parse("c", $"{Header}spec: {{module: {{url: \"{url}\"}}}}").Faults.Count == 0);

    [Fact]
    public void The_digest_of_an_image_is_the_one_in_its_address_and_not_that_of_the_file()
    {
        var digest = new string('c', 64);
        var file = ConfigurationFile.Parse("c", $"{Header}spec: {{module: {{kind: builtin, url: \"oci://registry.example.com/x:1@sha256:{digest}\"}}}}");
        Assert.Equal(digest, file.Settings?.ModuleToLoad.Sha256);
    }

    private static RouteMetricsSettings WithoutCollections(RouteMetricsSettings settings)
    {
        var none = RouteMetricsSettings.Default;
        return settings with
        {
            ExemptNamespaces = none.ExemptNamespaces,
            Metrics = none.Metrics,
            Severities = none.Severities,
            Budget = settings.Budget with { Namespaces = none.Budget.Namespaces },
            GatewayClasses = settings.GatewayClasses with { Gateway = none.GatewayClasses.Gateway },
        };
    }
}
