using System.Diagnostics;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Admission;

/// <summary>Decides a review. Pure: the same review, settings, labels and snapshot give the same answer.</summary>
public static class AdmissionDecision
{
    /// <summary>
    /// Answers a review as this path would; without one, as all webhooks that the API server would call for the resource, in turn: a denial
    /// wins and drops the patch. A mode given here overrides the mode of the route's namespace.
    /// </summary>
    public static AdmissionAnswer Answer(
        ReadOnlyMemory<byte> review, RouteMetricsSettings settings, NamespaceDirectory namespaces, AdmissionPath? path = null,
        Mode? mode = null, MeshSnapshot? snapshot = null)
    {
        if (!AdmissionReviewReader.TryRead(review, out var request, out var refusal))
        {
            return refusal;
        }

        var verdict = path is { } asked
            ? Decide(request, asked, settings, namespaces, mode, snapshot)
            : DecideAll(request, settings, namespaces);
        return new AdmissionAnswer.Decided(request, verdict);
    }

    /// <summary>The verdict of one path about one request.</summary>
    public static Verdict Decide(
        AdmissionRequest request, AdmissionPath path, RouteMetricsSettings settings, NamespaceDirectory namespaces, Mode? mode = null,
        MeshSnapshot? snapshot = null)
    {
        if (SkipReason(request, path) is { } reason)
        {
            return Verdict.Skipped(reason);
        }

        return path == AdmissionPath.MutateNamespaces
            ? NamespaceMutation.Decide(request, settings)
            : DecideNamespaced(request, path, settings, namespaces[request.Namespace], mode, snapshot);
    }

    private static Verdict DecideAll(AdmissionRequest request, RouteMetricsSettings settings, NamespaceDirectory namespaces) =>
        AdmissionPaths.For(request.Resource) switch
        {
            [var only] => Decide(request, only, settings, namespaces),
            [var mutation, var validation] =>
                Verdict.Merge(Decide(request, mutation, settings, namespaces), Decide(request, validation, settings, namespaces)),
            _ => Verdict.Skipped($"{request.Resource} is not asked about"),
        };

    private static string? SkipReason(AdmissionRequest request, AdmissionPath path)
    {
        if (!AdmissionPaths.For(request.Resource).Contains(path))
        {
            return $"{request.Resource} is not asked about here";
        }

        if (request.SubResource.Length > 0)
        {
            return $"subresource {request.SubResource} is neither changed nor judged";
        }

        return request.Operation switch
        {
            AdmissionOperation.Create or AdmissionOperation.Update => null,
            AdmissionOperation.Delete => "DELETE leaves nothing to be judged",
            AdmissionOperation.Connect => "CONNECT changes nothing",
            _ => throw new UnreachableException(),
        };
    }

    private static Verdict DecideNamespaced(
        AdmissionRequest request, AdmissionPath path, RouteMetricsSettings settings, NamespaceResource known, Mode? asked,
        MeshSnapshot? snapshot)
    {
        if (path == AdmissionPath.ValidateExpressions)
        {
            return DecideExpressions(request, settings, known, asked, snapshot ?? MeshSnapshot.Empty);
        }

        // The component annotate-none does not let it come to this; whoever only sets it pays for the call, and for no more.
        var reason = NamespaceEnrolment.ReasonNotJudged(known, settings)
            ?? (path == AdmissionPath.MutateHttpRoutes && settings.Annotate == Annotate.None
                ? "the configuration says annotate: none"
                : null);
        return reason is not null
            ? Verdict.Skipped(reason)
            : DecideRoute(request, path, settings, asked ?? NamespaceEnrolment.ModeOf(known.Labels, settings), snapshot);
    }

    private static Verdict DecideExpressions(
        AdmissionRequest request, RouteMetricsSettings settings, NamespaceResource known, Mode? asked, MeshSnapshot snapshot)
    {
        if (NamespaceEnrolment.ReasonExpressionsNotJudged(known, settings) is { } reason)
        {
            return Verdict.Skipped(reason);
        }

        var mode = asked ?? NamespaceEnrolment.ModeOfExpressions(known, settings);
        if (mode == Mode.Enforce && known.Name == IstioLabels.RootNamespace)
        {
            // What repairs the mesh is not refused, whatever path it comes by.
            mode = Mode.Warn;
        }

        var reviewed = ReviewedObject.Of<ReviewedIstioResource>(request);
        return reviewed.Metadata.IsBeingDeleted
            ? Verdict.Skipped("the object is being deleted")
            : Judgement.Decide(
                ExpressionValidation.FindingsOf(reviewed, settings, snapshot), mode, settings,
                () => ReviewedIstioResource.IsUnchanged(request));
    }

    private static Verdict DecideRoute(
        AdmissionRequest request, AdmissionPath path, RouteMetricsSettings settings, Mode mode, MeshSnapshot? snapshot)
    {
        var reviewed = ReviewedObject.Of<ReviewedRoute>(request);
        if (reviewed.Metadata.IsBeingDeleted)
        {
            return Verdict.Skipped("the route is being deleted");
        }

        return path == AdmissionPath.MutateHttpRoutes
            ? RouteMutation.Decide(reviewed, mode, settings, snapshot ?? MeshSnapshot.Empty)
            : Judgement.Decide(
                RouteValidation.FindingsOf(reviewed, settings, snapshot ?? MeshSnapshot.Empty), mode, settings,
                () => IsUnchanged(request, reviewed));
    }

    private static bool IsUnchanged(AdmissionRequest request, ReviewedRoute reviewed) =>
        request.Operation == AdmissionOperation.Update
        && !request.OldObject.IsEmpty
        && ReviewedObject.Read<ReviewedRoute>(request.OldObject, request.Resource).SaysTheSameAs(reviewed);
}
