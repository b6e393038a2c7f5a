namespace RouteMetrics.Core.Tests.Reference;

/// <summary>
/// One rule of the reference gotten wrong on purpose, in a way that an implementer might. <see cref="ReferenceRouter"/> takes one so that a test can
/// show that the generated requests tell each of them from the truth; every other use is with <see cref="None"/>.
/// </summary>
internal enum Slip
{
    None,

    // Order
    RegexBeforePrefix,
    ShorterPathFirst,
    LengthInCharacters,
    MethodIgnored,
    HeadersBeforeMethod,
    QueryBeforeHeaders,
    YoungestFirst,
    UnstoredIsOldest,
    NamespaceAfterName,
    LastRuleFirst,
    EmptyMatchesAsRoot,
    CatchAllKeepsLaterRoutes,
    PortsMerged,
    VirtualServicesByRouteName,
    GrpcRoutesInListsOfTheirOwn,
    GrpcWithoutMethodIsRoot,
    GrpcServiceLengthWithoutSlash,
    PortIsNoMatch,

    // One match
    TrailingSlashKept,
    PrefixBySubstring,
    PathIgnoresCase,
    RegexUnanchored,
    PathlessIsEmptyPath,
    AsteriskIsRoot,
    HeaderNameMatchesCase,
    FirstHeaderSpellingOnly,
    FirstHeaderValueOnly,
    StarIsRegex,
    LastQueryParam,
    QueryDecoded,
    QueryNameIgnoresCase,
    BareParamIsAbsent,
    UnknownTypeDropsMatchOnly,
    FiltersIgnored,
    BackendFiltersIgnored,

    // Waypoints
    ConsumerRoutesCount,
    ParentPortIgnored,
    HostnamesCountOnWaypoints,
    WaypointsNamespaceIgnored,
    WaypointsNamespaceByAge,

    // Gateways
    HostsFallThrough,
    HostMatchesCase,
    HostKeepsPort,
    WildcardTakesOneLabel,
    WildcardTakesApex,
    ShorterWildcardFirst,
    ListenerHostnameIgnored,
    NoListenerIsolation,
    SniIgnored,
    CollapsedHostsSorted,
    CatchAllsStayInPlace,
    DroppedRoutesKeepHosts,
    SectionNameIgnored,
    AllowedNamespacesIgnored,
    AllowedKindsIgnored,
    ForeignClassesServed,
    ListenerSetsIgnored,
    ListenerSetsTakeRoutesOfTheGateway,
    ListenerSetsIsolate,
    ListenerSetConflictsServed,
}
