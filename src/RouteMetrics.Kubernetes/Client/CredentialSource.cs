using System.Net.Http.Headers;
using System.Net.Security;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>What a request is signed with: a header, a client certificate, both or none.</summary>
internal sealed record Credential(AuthenticationHeaderValue? Authorization, SslStreamCertificateContext? Certificate);

/// <summary>Where credentials come from.</summary>
internal abstract class CredentialSource
{
    /// <summary>The credential of now. What cannot be had is a <see cref="KubernetesApiException"/>.</summary>
    public abstract ValueTask<Credential> GetAsync(CancellationToken ct);

    /// <summary>The server answered 401 to a credential; whether asking again may bring a better one.</summary>
    public virtual bool Reject(Credential refused) => false;
}

/// <summary>One that stays as it is.</summary>
internal sealed class FixedCredential(Credential credential) : CredentialSource
{
    public override ValueTask<Credential> GetAsync(CancellationToken ct) => new(credential);
}
