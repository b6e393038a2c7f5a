namespace RouteMetrics.Core.Findings;

/// <summary>The stable codes of the policy; users read and configure the member's name. A code is never reused.</summary>
public enum FindingCode
{
    // HTTPRoutes.
    RMW001,
    RMW002,
    RMW003,
    RMW004,
    RMW005,
    RMW006,
    RMW007,
    RMW008,
    RMW009,
    RMW010,
    RMW011,
    RMW012,
    RMW013,
    RMW014,
    RMW015,
    RMW016,
    RMW017,
    RMW020,

    // WasmPlugins and TrafficExtensions of attributegen, and Telemetries.
    RMW101,
    RMW102,
    RMW103,
    RMW104,
    RMW105,
    RMW106,
    RMW107,
    RMW108,
    RMW109,
    RMW110,
    RMW111,
    RMW112,
    RMW113,
    RMW114,
    RMW115,
    RMW116,
    RMW117,
    RMW118,
    RMW119,
    RMW120,
    RMW121,
    RMW122,
}
