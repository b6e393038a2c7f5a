using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Deploy;

/// <summary>
/// A write of our account to a Namespace that has this metadata: what kubectl is called with, and what the policy says; null where it
/// allows the write. <c>{ns}</c> stands for the name of the namespace, <c>{waypoint}</c> for the name that the program gives its waypoint.
/// </summary>
internal sealed record NamespaceWrite(string About, string Metadata, string Command, string? Refusal = null)
{
    /// <summary>A JSON patch of the label that names the waypoint.</summary>
    public const string TakeBack = """{"op":"remove","path":"/metadata/labels/istio.io~1use-waypoint"}""";

    private const string OtherFields = "route-metrics may only change labels and annotations, no field such as ";
    private const string OtherAnnotations = "route-metrics may only change annotations routemetrics.io/*, none such as ";
    private const string OtherLabels =
        "route-metrics may only change the labels istio.io/dataplane-mode and istio.io/use-waypoint, none such as ";
    private const string Mutated = "; if it did not ask for that, a mutating policy or webhook has changed its request";
    private const string Mode =
        "route-metrics may only add the label istio.io/dataplane-mode: ambient where there is none, not another value, "
        + "and neither change nor remove it";

    private const string Added = """
        "labels":{"istio.io/dataplane-mode":"ambient","istio.io/use-waypoint":"{waypoint}"}
        """;
    private const string Enrolled = $$"""{{{Added}}}""";
    private const string Theirs = """{"labels":{"istio.io/dataplane-mode":"ambient","istio.io/use-waypoint":"theirs"}}""";
    private const string Owner = """{"apiVersion":"v1","kind":"Node","name":"n","uid":"u"}""";

    private static readonly string Digits = $"1{new string('2', 62)}";
    private static readonly string Hyphens = $"a{new string('-', 61)}b";

    /// <summary>What the server reads from its standard input.</summary>
    public string Input { get; private init; } = "";

    /// <summary>The name of the namespace, where it matters.</summary>
    public string? Name { get; private init; }

    /// <summary>The namespace is there already.</summary>
    public bool IsThere { get; private init; }

    /// <summary>Nothing of the object changes by it.</summary>
    public bool ChangesNothing { get; private init; }

    public static IReadOnlyList<NamespaceWrite> Allowed { get; } =
    [
        Apply("both labels are added", "{}", Enrolled),
        Apply("both labels are added with what is recorded of them", """{"labels":{"team":"a"},"annotations":{"a":"b"}}""",
            """{"annotations":{"routemetrics.io/enrolled":"x"},""" + $"{Added}}}"),
        Apply("the mode is added beside a user's waypoint", """{"labels":{"istio.io/use-waypoint":"theirs"}}""",
            """{"labels":{"istio.io/dataplane-mode":"ambient"}}"""),
        Apply("the waypoint is added beside a user's mode", """{"labels":{"istio.io/dataplane-mode":"ambient"}}""",
            """{"labels":{"istio.io/use-waypoint":"{waypoint}"}}"""),
        Apply("labels that are there get a second owner", Enrolled, Enrolled),
        Apply("a user's value gets a second owner", Theirs, Theirs),
        Apply("the labels of a name that begins with a digit are added", "{}", Enrolled) with { Name = "1shop" },
        Apply("the labels of a name that is too long are added", "{}", Enrolled) with { Name = new string('x', 63) },
        Apply("the labels of a name that is too long and begins with a digit are added", "{}", Enrolled) with { Name = Digits },
        Apply("the labels of a name that is cut among hyphens are added", "{}", Enrolled) with { Name = Hyphens },
        Apply("both labels are added to the namespace default", "{}", Enrolled) with { Name = "default", IsThere = true },
        Json("the waypoint is taken away", Enrolled, TakeBack),
        Json("the waypoint of a name that begins with a digit is taken away", Enrolled, TakeBack) with { Name = "2shop" },
        Json("the waypoint of a name that is too long is taken away", Enrolled, TakeBack) with { Name = new string('y', 63) },
        Json("a waypoint with a longer hash is taken away", Waypoint($"{new string('z', 46)}-0123456789abcdef"), TakeBack)
            with { Name = new string('z', 63) },
        Json("a waypoint with a far longer hash is taken away", Waypoint($"ns-3shop-waypoint-{new string('f', 32)}"), TakeBack)
            with { Name = "3shop" },
        Json("the waypoint is taken away, and the record of it",
            """{"labels":{"istio.io/use-waypoint":"{waypoint}"},"annotations":{"routemetrics.io/enrolled":"istio.io/use-waypoint"}}""",
            $$"""{{TakeBack}},{"op":"remove","path":"/metadata/annotations/routemetrics.io~1enrolled"}"""),
        Merge("an annotation of ours is added", "{}", """{"annotations":{"routemetrics.io/objects":"{}"}}"""),
        Merge("an annotation of ours is changed", """{"annotations":{"routemetrics.io/objects":"{}","a":"b"}}""",
            """{"annotations":{"routemetrics.io/objects":"{\"Gateway/w\":\"u\"}"}}"""),
        Merge("an annotation of ours is removed", """{"annotations":{"routemetrics.io/objects":"{}","a":"b"}}""",
            """{"annotations":{"routemetrics.io/objects":null}}"""),
        Merge("finalizers and owners stay", $$"""{"finalizers":["example.com/f"],"ownerReferences":[{{Owner}}]}""",
            """{"annotations":{"routemetrics.io/objects":"{}"}}"""),
        Json("a field manager goes", "{}", """{"op":"remove","path":"/metadata/managedFields/0"}"""),
        Json("nothing changes", Theirs, """{"op":"replace","path":"/metadata/labels/istio.io~1use-waypoint","value":"theirs"}""")
            with { ChangesNothing = true },
    ];

    public static IReadOnlyList<NamespaceWrite> Refused { get; } =
    [
        new("a namespace is created", "{}", "create namespace created-{ns}",
            "route-metrics may only update Namespaces themselves, not CREATE namespaces"),
        new("a namespace is deleted", "{}", "delete namespace {ns}",
            "route-metrics may only update Namespaces themselves, not DELETE namespaces"),
        new("the status is changed", "{}", """patch namespace {ns} --subresource=status --type=merge -p {"status":{"conditions":[]}}""",
            "route-metrics may only update Namespaces themselves, not UPDATE namespaces/status"),
        new("it is finalized", "{}", "replace --raw=/api/v1/namespaces/{ns}/finalize -f -",
            "route-metrics may only update Namespaces themselves, not UPDATE namespaces/finalize")
            { Input = """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{ns}"},"spec":{}}""" },

        .. from name in (string[])["kube-public", "kube-of-mine", "istio-system", "route-metrics"]
           select Merge($"an annotation of {name}", "{}", """{"annotations":{"routemetrics.io/a":"b"}}""",
               $"route-metrics may not change the Namespaces kube-*, istio-system and its own, such as {name}")
               with { Name = name, IsThere = name is "kube-public" or "route-metrics" },

        Merge("a finalizer is added", "{}", """{"finalizers":["example.com/f"]}""", $"{OtherFields}metadata.finalizers{Mutated}"),
        Merge("a finalizer is removed", """{"finalizers":["example.com/f","example.com/g"]}""", """{"finalizers":["example.com/g"]}""",
            $"{OtherFields}metadata.finalizers{Mutated}"),
        Merge("an owner is added", "{}", $$"""{"ownerReferences":[{{Owner}}]}""", $"{OtherFields}metadata.ownerReferences{Mutated}"),
        Merge("owners and finalizers are removed", $$"""{"finalizers":["example.com/f"],"ownerReferences":[{{Owner}}]}""",
            """{"finalizers":null,"ownerReferences":null}""", $"{OtherFields}metadata.finalizers{Mutated}"),

        Merge("an annotation of a user is added", "{}", """{"annotations":{"a":"b"}}""", $"{OtherAnnotations}a{Mutated}"),
        Merge("an annotation of a user is changed", """{"annotations":{"a":"b"}}""", """{"annotations":{"a":"c"}}""",
            $"{OtherAnnotations}a{Mutated}"),
        Merge("annotations of users are removed", """{"annotations":{"a":"b","b.example/c":"d"}}""", """{"annotations":null}""",
            $"{OtherAnnotations}a{Mutated}"),
        Merge("an annotation whose key only looks like ours", "{}", """{"annotations":{"routemetrics.io.example/a":"b"}}""",
            $"{OtherAnnotations}routemetrics.io.example/a{Mutated}"),

        Merge("a label of a user is added", "{}", """{"labels":{"team":"a"}}""", $"{OtherLabels}team{Mutated}"),
        Merge("a label of a user is changed beside ours", """{"labels":{"team":"a"}}""",
            """{"labels":{"team":"b","istio.io/dataplane-mode":"ambient","istio.io/use-waypoint":"{waypoint}"}}""",
            $"{OtherLabels}team{Mutated}"),
        Merge("labels of users are removed", """{"labels":{"team":"a","cost":"b"}}""", """{"labels":{"team":null,"cost":null}}""",
            $"{OtherLabels}cost{Mutated}"),
        Merge("a namespace is opted in", "{}", """{"labels":{"routemetrics.io/enabled":"true"}}""",
            $"{OtherLabels}routemetrics.io/enabled{Mutated}"),
        Merge("an opt-out is removed", """{"labels":{"routemetrics.io/enabled":"false"}}""",
            """{"labels":{"routemetrics.io/enabled":null}}""",
            $"{OtherLabels}routemetrics.io/enabled{Mutated}"),
        Merge("pods may do more", """{"labels":{"pod-security.kubernetes.io/enforce":"restricted"}}""",
            """{"labels":{"pod-security.kubernetes.io/enforce":"privileged"}}""",
            $"{OtherLabels}pod-security.kubernetes.io/enforce{Mutated}"),
        Merge("the waypoint is looked for elsewhere", Enrolled, """{"labels":{"istio.io/use-waypoint-namespace":"theirs"}}""",
            $"{OtherLabels}istio.io/use-waypoint-namespace{Mutated}"),

        Json("the mode is removed", Enrolled, """{"op":"remove","path":"/metadata/labels/istio.io~1dataplane-mode"}""", Mode),
        Merge("the mode is changed", Enrolled, """{"labels":{"istio.io/dataplane-mode":"none"}}""", Mode),
        Merge("an opt-out of the mesh is changed", """{"labels":{"istio.io/dataplane-mode":"none"}}""",
            """{"labels":{"istio.io/dataplane-mode":"ambient"}}""", Mode),
        Merge("a mode without a value is changed", """{"labels":{"istio.io/dataplane-mode":""}}""",
            """{"labels":{"istio.io/dataplane-mode":"ambient"}}""", Mode),
        Merge("another mode is added", "{}", """{"labels":{"istio.io/dataplane-mode":"none"}}""", Mode),
        Merge("a mode without a value is added", "{}", """{"labels":{"istio.io/dataplane-mode":""}}""", Mode),

        Json("a user's waypoint is taken away", Theirs, TakeBack, OfWaypoint("theirs")),
        Json("an opt-out of waypoints is taken away", Waypoint("none"), TakeBack, OfWaypoint("none")),
        Json("the waypoint of another namespace is taken away", Waypoint("other-waypoint"), TakeBack, OfWaypoint("other-waypoint")),
        Json("a hash is taken for ours where none is needed", Waypoint("{ns}-waypoint-01234567"), TakeBack,
            OfWaypoint("{ns}-waypoint-01234567")),
        Merge("a user's waypoint is added", "{}", """{"labels":{"istio.io/use-waypoint":"theirs"}}""", OfWaypoint("theirs")),
        Merge("an opt-out of waypoints is added", "{}", """{"labels":{"istio.io/use-waypoint":"none"}}""", OfWaypoint("none")),
        Merge("our waypoint is changed to a user's", Enrolled, """{"labels":{"istio.io/use-waypoint":"theirs"}}""", OfWaypoint("theirs")),
        Merge("a user's waypoint is changed to ours", Theirs, Enrolled, OfWaypoint("{waypoint}")),
        Merge("a waypoint without a value is changed", Waypoint(""), Enrolled, OfWaypoint("{waypoint}")),
        Json("what a name that begins with a digit never gets", Waypoint("4shop-waypoint"), TakeBack,
            OfWaypoint("4shop-waypoint", "ns-4shop-waypoint-<hash>"))
            with { Name = "4shop" },
        Json("the prefix alone with a hash", Waypoint("ns-01234567"), TakeBack, OfWaypoint("ns-01234567", "ns-5shop-waypoint-01234567"))
            with { Name = "5shop" },
        Json("a name that is cut too early", Waypoint($"{new string('w', 53)}-01234567"),
            TakeBack, OfWaypoint($"{new string('w', 53)}-01234567", $"{new string('w', 54)}-01234567")) with { Name = new string('w', 63) },
        Apply("a user's values are taken over by force",
            """{"labels":{"istio.io/dataplane-mode":"none","istio.io/use-waypoint":"theirs"}}""", Enrolled, Mode)
            with { Command = "apply --server-side --force-conflicts --field-manager=route-metrics -f -" },
    ];

    /// <summary>What is said of a waypoint label of this value; the other is what it might be.</summary>
    public static string OfWaypoint(string value, string ours = "{waypoint}") =>
        $"route-metrics may only add the label istio.io/use-waypoint: {ours} where there is none, and remove it, "
        + $"neither another value, such as {value}, nor change it; "
        + "if the configuration sets names.waypoint, set it in the variable waypointNames of this policy, too";

    /// <summary>As the controller adds labels.</summary>
    public static NamespaceWrite Apply(string about, string metadata, string change, string? refusal = null) =>
        new(about, metadata, "apply --server-side --field-manager=route-metrics -f -", refusal) { Input = ManifestOf(change) };

    /// <summary>As the controller takes them away.</summary>
    public static NamespaceWrite Json(string about, string metadata, string operations, string? refusal = null) =>
        new(about, metadata, $"patch namespace {{ns}} --type=json -p [{operations}]", refusal);

    public static NamespaceWrite Merge(string about, string metadata, string change, string? refusal = null) =>
        new(about, metadata, $$"""patch namespace {ns} --type=merge -p {"metadata":{{change}}}""", refusal);

    public override string ToString() => About;

    private static string Waypoint(string name) => $$$"""{"labels":{"istio.io/use-waypoint":"{{{name}}}"}}""";

    private static string ManifestOf(string metadata)
    {
        var parsed = JsonNode.Parse(metadata)!.AsObject();
        parsed["name"] = "{ns}";
        return new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = parsed }.ToJsonString();
    }
}
