namespace RouteMetrics.Controller.Diagnosis;

/// <summary>What a check has come to.</summary>
internal enum CheckResult
{
    Passed,

    /// <summary>Something is wrong, and <see cref="Check.Fix"/> says what to do.</summary>
    Failed,

    /// <summary>It could not be found out, and why; no reason to fail.</summary>
    Unknown,
}

/// <summary>One line of a diagnosis: what was looked at, what was found, and what to do about it (empty where nothing is to be done).</summary>
internal sealed record Check(string Name, CheckResult Result, string Detail, string Fix = "")
{
    public static Check Pass(string name, string detail) => new(name, CheckResult.Passed, detail);

    public static Check Fail(string name, string detail, string fix) => new(name, CheckResult.Failed, detail, fix);

    public static Check Unknown(string name, string detail, string fix = "") => new(name, CheckResult.Unknown, detail, fix);
}
