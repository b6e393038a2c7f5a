namespace RouteMetrics.Core.Settings;

/// <summary>
/// Namespaces that hold the cluster's own machinery under the names that its installation instructions give. A mesh under these can cut a
/// cluster off from its certificates, its network, its storage or its policies.
/// </summary>
public static class InfrastructureNamespaces
{
    public static readonly IReadOnlyList<string> All =
    [
        // Certificates, secrets and policies: their webhooks answer the API server.
        "cert-manager", "external-secrets", "gatekeeper-system", "kyverno", "sealed-secrets", "trust-manager", "vault",

        // Delivery, which must be able to repair everything else.
        "argocd", "argo-rollouts", "crossplane-system", "flux-system", "tekton-pipelines",

        // Networks, load balancers, DNS.
        "calico-apiserver", "calico-system", "cilium-secrets", "external-dns", "metallb-system", "tigera-operator",

        // Storage, scaling, backup, nodes.
        "gpu-operator", "karpenter", "keda", "longhorn-system", "node-feature-discovery", "openebs", "rook-ceph", "velero",

        // Istio's operator, and what managed clusters and distributions bring with them.
        "istio-operator", "aks-command", "amazon-cloudwatch", "amazon-guardduty", "azure-arc", "azure-workload-identity-system",
        "cattle-*", "config-management-system", "gke-managed-*", "gmp-public", "gmp-system", "openshift-*",
    ];
}
