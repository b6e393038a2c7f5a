using RouteMetrics.Core.Settings;

namespace RouteMetrics.Admission.Tests;

public sealed class AdmissionPathTests
{
    [Theory]
    [InlineData("/mutate/namespaces", AdmissionPath.MutateNamespaces, null)]
    [InlineData("/mutate/httproutes", AdmissionPath.MutateHttpRoutes, null)]
    [InlineData("/validate/httproutes", AdmissionPath.ValidateHttpRoutes, null)]
    [InlineData("/mutate/httproutes/audit", AdmissionPath.MutateHttpRoutes, Mode.Audit)]
    [InlineData("/validate/httproutes/enforce", AdmissionPath.ValidateHttpRoutes, Mode.Enforce)]
    [InlineData("/validate/httproutes/warn", AdmissionPath.ValidateHttpRoutes, Mode.Warn)]
    [InlineData("/validate/expressions", AdmissionPath.ValidateExpressions, null)]
    [InlineData("/validate/expressions/audit", AdmissionPath.ValidateExpressions, Mode.Audit)]
    public void A_path_about_what_is_in_a_namespace_may_end_in_a_mode(string text, AdmissionPath path, Mode? mode)
    {
        Assert.Equal(path, AdmissionPaths.Parse(text, out var asked));
        Assert.Equal(mode, asked);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("audit")]
    [InlineData("/audit")]
    [InlineData("/mutate/namespaces/audit")]
    [InlineData("/validate/httproutes/")]
    [InlineData("/validate/httproutes/Audit")]
    [InlineData("/validate/httproutes/bogus")]
    [InlineData("/validate/httproutes/audit/")]
    [InlineData("/validate/httproutes/audit/warn")]
    public void Any_other_text_is_no_path(string? text) => Assert.Null(AdmissionPaths.Parse(text, out _));
}
