{{/*
The objects are those of deploy/base and deploy/components, which this chart carries as files: one source, so that kustomize and Helm cannot
drift apart. A component's patches of webhooks are read from its kustomization; the few others are repeated below. scripts/checks/chart-renders
holds both to each other.
*/}}

{{/* A file or a patch, with the namespace of the release for ours. */}}
{{- define "route-metrics.here" -}}
{{- $ns := .namespace -}}
{{- .text
  | replace "namespace: route-metrics\n" (printf "namespace: %s\n" $ns)
  | replace "istio-system, route-metrics]" (printf "istio-system, %s]" $ns)
  | replace "'istio-system', 'route-metrics'" (printf "'istio-system', '%s'" $ns)
  | replace "serviceaccount:route-metrics:" (printf "serviceaccount:%s:" $ns)
  | replace "route-metrics.route-metrics.svc" (printf "route-metrics.%s.svc" $ns)
-}}
{{- end -}}

{{/* The name of the image, by digest if one is given. */}}
{{- define "route-metrics.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}{{ .repository }}@{{ .digest }}{{- else -}}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{- end -}}
{{- end -}}
{{- end -}}

{{/* The configuration of the program, as a file. */}}
{{- define "route-metrics.configuration" -}}
{{- $spec := deepCopy .Values.configuration -}}
{{- with .Values.mode }}{{ $_ := set $spec "mode" . }}{{ end -}}
{{- with .Values.engine }}{{ $_ := set $spec "engine" . }}{{ end -}}
{{- with .Values.annotate }}{{ $_ := set $spec "annotate" . }}{{ end -}}
{{- if and .Values.module.enabled (not (hasKey $spec "module")) -}}
{{- $_ := set $spec "module" (dict "kind" "attributegen" "url" (printf "http://route-metrics.%s.svc:8080/modules/attributegen.wasm" .Release.Namespace)) -}}
{{- end -}}
{{- dict "apiVersion" "routemetrics.io/v1alpha1" "kind" "RouteMetricsConfig" "spec" $spec | toYaml -}}
{{- end -}}

{{/* Whether the cluster, or --kube-version, has what deploy/base needs; else the component kubernetes-1.21 takes it away. */}}
{{- define "route-metrics.isOlder" -}}
{{- if semverCompare "<1.30.0-0" .Capabilities.KubeVersion.Version }}yes{{ end -}}
{{- end -}}

{{/* What webhooks of this kind get from the kustomization of a component, or lose by it; changes the object. */}}
{{- define "route-metrics.patchWebhooks" -}}
{{- $object := .object -}}
{{- range (fromYaml (.root.Files.Get (printf "files/components/%s/kustomization.yaml" .component))).patches -}}
{{- $patch := fromYaml (include "route-metrics.here" (dict "text" .patch "namespace" $.root.Release.Namespace)) -}}
{{- if and $patch.webhooks (eq (toString $patch.kind) $object.kind) -}}
{{- range $patched := $patch.webhooks -}}
{{- range $webhook := $object.webhooks -}}
{{- if eq $webhook.name $patched.name }}{{ $_ := mergeOverwrite $webhook $patched }}{{ end -}}
{{- end -}}
{{- end -}}
{{- $kept := list -}}
{{- range $object.webhooks }}{{ if ne (get . "$patch") "delete" }}{{ $kept = append $kept . }}{{ end }}{{ end -}}
{{- $_ := set $object "webhooks" $kept -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "route-metrics.deployment" -}}
{{- $spec := .object.spec -}}
{{- $pod := $spec.template.spec -}}
{{- $container := first $pod.containers -}}
{{- $values := .root.Values -}}
{{- $_ := set $spec "replicas" (ternary 3 (int $values.replicas) $values.highAvailability.enabled) -}}
{{- $_ := set $container "image" (include "route-metrics.image" .root) -}}
{{- with $values.image.pullPolicy }}{{ $_ := set $container "imagePullPolicy" . }}{{ end -}}
{{- with $values.imagePullSecrets }}{{ $_ := set $pod "imagePullSecrets" . }}{{ end -}}
{{- with $values.resources }}{{ $_ := set $container "resources" . }}{{ end -}}
{{- with $values.nodeSelector }}{{ $_ := set $pod "nodeSelector" . }}{{ end -}}
{{- with $values.tolerations }}{{ $_ := set $pod "tolerations" . }}{{ end -}}
{{- if $values.highAvailability.enabled -}}
{{- $_ := set $pod "priorityClassName" "system-cluster-critical" -}}
{{- $_ := set (first $pod.topologySpreadConstraints) "whenUnsatisfiable" "DoNotSchedule" -}}
{{- $_ := set (first $pod.topologySpreadConstraints) "nodeTaintsPolicy" "Honor" -}}
{{- end -}}
{{- if $values.certManager.enabled -}}
{{- $_ := set $container "args" (concat $container.args (list "--tls-cert=/etc/route-metrics/tls/tls.crt" "--tls-key=/etc/route-metrics/tls/tls.key")) -}}
{{- $_ := set $container "volumeMounts" (append $container.volumeMounts (dict "name" "tls" "mountPath" "/etc/route-metrics/tls" "readOnly" true)) -}}
{{- $_ := set $pod "volumes" (append $pod.volumes (dict "name" "tls" "secret" (dict "secretName" "route-metrics-tls" "defaultMode" 288))) -}}
{{- end -}}
{{- if $values.module.enabled -}}
{{- $_ := set $container "args" (append $container.args "--module=/etc/route-metrics/module/attributegen.wasm") -}}
{{- $_ := set $container "volumeMounts" (append $container.volumeMounts (dict "name" "module" "mountPath" "/etc/route-metrics/module" "readOnly" true)) -}}
{{- $_ := set $pod "volumes" (append $pod.volumes (dict "name" "module" "configMap" (dict "name" "route-metrics-module"))) -}}
{{- end -}}
{{- with $values.extraArgs }}{{ $_ := set $container "args" (concat $container.args .) }}{{ end -}}
{{- with $values.env }}{{ $_ := set $container "env" (concat $container.env .) }}{{ end -}}
{{- end -}}

{{/* One object of deploy/base with what the values change. */}}
{{- define "route-metrics.change" -}}
{{- $object := .object -}}
{{- $values := .root.Values -}}
{{- if and (eq $object.kind "ConfigMap") (eq $object.metadata.name "route-metrics") -}}
{{- $_ := set $object.data "route-metrics.yaml" (printf "%s\n" (include "route-metrics.configuration" .root)) -}}
{{- else if eq $object.kind "Deployment" -}}
{{- include "route-metrics.deployment" . -}}
{{- else if and (eq $object.kind "PodDisruptionBudget") (include "route-metrics.isOlder" .root) -}}
{{- $_ := unset $object.spec "unhealthyPodEvictionPolicy" -}}
{{- else if eq $object.kind "ValidatingAdmissionPolicy" -}}
{{- $waypoint := ($values.configuration.names | default dict).waypoint | default "{owner}-waypoint" -}}
{{- if ne $waypoint "{owner}-waypoint" -}}
{{- $_ := set (first $object.spec.variables) "expression" (printf "[%s, '{owner}-waypoint']" (toJson $waypoint)) -}}
{{- end -}}
{{- else if hasSuffix "WebhookConfiguration" $object.kind -}}
{{- if include "route-metrics.isOlder" .root }}{{ range $object.webhooks }}{{ $_ := unset . "matchConditions" }}{{ end }}{{ end -}}
{{- if eq (toString $values.annotate) "none" }}{{ include "route-metrics.patchWebhooks" (merge (dict "component" "annotate-none") .) }}{{ end -}}
{{- if $values.failClosed.enabled }}{{ include "route-metrics.patchWebhooks" (merge (dict "component" "enforce-fail-closed") .) }}{{ end -}}
{{- if $values.certManager.enabled -}}
{{- $_ := set $object.metadata.annotations "cert-manager.io/inject-ca-from" (printf "%s/route-metrics-tls" .root.Release.Namespace) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Whether an object is wanted at all: with cert-manager the program has no right to certificates; an older cluster has no policies. */}}
{{- define "route-metrics.isWanted" -}}
{{- $newer := or (hasPrefix "ValidatingAdmissionPolicy" .object.kind) (eq .object.metadata.name "route-metrics-break-glass") -}}
{{- $unwanted := or (and .root.Values.certManager.enabled (eq .object.metadata.name "route-metrics-certificates"))
    (and $newer (eq (include "route-metrics.isOlder" .root) "yes"))
    (and (eq .object.kind "Namespace") (not .root.Values.namespace.create)) -}}
{{- ternary "" "yes" $unwanted -}}
{{- end -}}

{{/* All objects of a file. */}}
{{- define "route-metrics.objects" -}}
{{- $root := .root -}}
{{- $kinds := .kinds -}}
{{- $labels := .labels | default dict -}}
{{- range $text := regexSplit "(?m)^---$" (include "route-metrics.here" (dict "text" (.root.Files.Get .file) "namespace" .root.Release.Namespace)) -1 -}}
{{- $object := fromYaml $text -}}
{{- if $object.kind -}}
{{- $in := dict "root" $root "object" $object -}}
{{- if and (include "route-metrics.isWanted" $in) (or (not $kinds) (has $object.kind $kinds)) -}}
{{- include "route-metrics.change" $in -}}
{{- if eq $object.kind "Namespace" }}{{ $_ := set $object.metadata "name" $root.Release.Namespace }}{{ end -}}
{{- with merge (dict) $labels ($object.metadata.labels | default dict) }}{{ $_ := set $object.metadata "labels" . }}{{ end }}
---
{{ toYaml $object }}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
