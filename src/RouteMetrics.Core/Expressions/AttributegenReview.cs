using RouteMetrics.Core.Findings;

namespace RouteMetrics.Core.Expressions;

/// <summary>Judges the <c>pluginConfig</c> of attributegen (istio/proxy extensions/attributegen config.proto and plugin.cc).</summary>
internal static class AttributegenReview
{
    private static readonly string[] ConfigFields = ["attributes", "debug"];

    private static readonly string[] AttributeFields = ["match", "output_attribute", "phase"];

    /// <summary><paramref name="wasm"/> has the configuration; <paramref name="phase"/> is where in the chain the module is.</summary>
    public static void Check(SpecNode wasm, SpecNode phase, FindingSink findings)
    {
        var config = wasm["pluginConfig"];
        var attributes = config["attributes"];
        if (!attributes.IsPresent)
        {
            findings.Add(
                FindingCode.RMW110, attributes.Path, null, "is missing, so that attributegen sets nothing", "list what it is to set");
        }
        else if (AttributegenField.IsListOfMaps(attributes, findings))
        {
            CheckAttributes(attributes.Items, phase, findings);
        }

        AttributegenField.CheckKnown(config, ConfigFields, findings);
    }

    private static void CheckAttributes(IReadOnlyList<SpecNode> attributes, SpecNode pluginPhase, FindingSink findings)
    {
        var known = new Dictionary<(string Name, bool IsOnRequest), SpecNode>();
        foreach (var attribute in attributes)
        {
            var isOnRequest = IsOnRequest(attribute["phase"], findings);
            var output = OutputOf(attribute, findings);
            if (output is not null && !known.TryAdd((output, isOnRequest), attribute))
            {
                findings.Add(
                    FindingCode.RMW111, attribute.Path, output,
                    $"is what {known[(output, isOnRequest)].Path} sets too, and of two that match the later wins",
                    "put the matches into one list");
            }

            if (isOnRequest && pluginPhase.Text != "AUTHN")
            {
                findings.Add(
                    FindingCode.RMW118, pluginPhase.Path, pluginPhase.Text,
                    "comes after authentication, authorization or more, so that requests which these answer never get an attribute of " +
                        "phase ON_REQUEST",
                    "write AUTHN");
            }

            CheckMatches(attribute["match"], isOnRequest, findings);
            AttributegenField.CheckKnown(attribute, AttributeFields, findings);
        }
    }

    private static void CheckMatches(SpecNode match, bool isOnRequest, FindingSink findings)
    {
        if (!match.IsPresent)
        {
            findings.Add(
                FindingCode.RMW110, match.Path, null, "is missing, so that the attribute is never set", "list values and their conditions");
        }
        else if (AttributegenField.IsListOfMaps(match, findings))
        {
            new MatchReview(match.Items, isOnRequest, findings).Check();
        }
    }

    private static string? OutputOf(SpecNode attribute, FindingSink findings)
    {
        var output = attribute["output_attribute"] is { IsPresent: true } snake ? snake : attribute["outputAttribute"];
        if (!output.IsPresent || output.Text is "")
        {
            findings.Add(
                FindingCode.RMW112, attribute["output_attribute"].Path, null, "is missing, so that nothing can be read of what is set",
                "name the attribute, such as istio_operationId");
            return null;
        }

        if (!AttributegenField.IsText(output, findings))
        {
            return null;
        }

        if (output.Shown.Contains('.'))
        {
            findings.Add(
                FindingCode.RMW110, output.Path, output.Text, "has a dot, which attributegen tells not to use", "write underscores");
        }

        return output.Text;
    }

    private static bool IsOnRequest(SpecNode phase, FindingSink findings)
    {
        if (phase.IsPresent && phase.Shown is not ("ON_REQUEST" or "AFTER_RESPONSE" or "PHASE_UNSPECIFIED" or "0" or "1"))
        {
            findings.Add(
                FindingCode.RMW110, phase.Path, phase.Shown, "is no phase, and attributegen takes it for AFTER_RESPONSE",
                "write ON_REQUEST or AFTER_RESPONSE");
        }

        return phase.Shown is "ON_REQUEST" or "1";
    }
}
