// A webhook as controller-runtime makes one, of the standard library alone: the review is decoded, then its object into types, and the answer
// is encoded. It judges next to nothing, so it is what a webhook in Go costs at least.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
)

type review struct {
	APIVersion string    `json:"apiVersion"`
	Kind       string    `json:"kind"`
	Request    *request  `json:"request,omitempty"`
	Response   *response `json:"response,omitempty"`
}

type request struct {
	UID       string          `json:"uid"`
	Kind      kind            `json:"kind"`
	Resource  resource        `json:"resource"`
	Name      string          `json:"name"`
	Namespace string          `json:"namespace"`
	Operation string          `json:"operation"`
	UserInfo  map[string]any  `json:"userInfo"`
	Object    json.RawMessage `json:"object"`
	OldObject json.RawMessage `json:"oldObject"`
	DryRun    *bool           `json:"dryRun"`
	Options   json.RawMessage `json:"options"`
}

type kind struct{ Group, Version, Kind string }

type resource struct{ Group, Version, Resource string }

type response struct {
	UID       string  `json:"uid"`
	Allowed   bool    `json:"allowed"`
	Patch     []byte  `json:"patch,omitempty"`
	PatchType *string `json:"patchType,omitempty"`
}

type metadata struct {
	Name        string            `json:"name"`
	Namespace   string            `json:"namespace"`
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
}

type value struct {
	Type  *string `json:"type"`
	Name  string  `json:"name"`
	Value string  `json:"value"`
}

type reference struct {
	Group     *string `json:"group"`
	Kind      *string `json:"kind"`
	Namespace *string `json:"namespace"`
	Name      string  `json:"name"`
	Port      *int32  `json:"port"`
	Weight    *int32  `json:"weight"`
}

type match struct {
	Method      *string `json:"method"`
	Path        *value  `json:"path"`
	Headers     []value `json:"headers"`
	QueryParams []value `json:"queryParams"`
}

type rule struct {
	Name        *string     `json:"name"`
	Matches     []match     `json:"matches"`
	BackendRefs []reference `json:"backendRefs"`
}

type object struct {
	Metadata metadata `json:"metadata"`
	Spec     struct {
		ParentRefs []reference `json:"parentRefs"`
		Hostnames  []string    `json:"hostnames"`
		Rules      []rule      `json:"rules"`
	} `json:"spec"`
}

var path = regexp.MustCompile(`^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$`)

func serve(writer http.ResponseWriter, call *http.Request) {
	body, err := io.ReadAll(call.Body)
	if err != nil {
		http.Error(writer, err.Error(), http.StatusBadRequest)
		return
	}
	var asked review
	var reviewed object
	if err := json.Unmarshal(body, &asked); err != nil || asked.Request == nil {
		http.Error(writer, "no review", http.StatusBadRequest)
		return
	}
	if err := json.Unmarshal(asked.Request.Object, &reviewed); err != nil {
		http.Error(writer, err.Error(), http.StatusBadRequest)
		return
	}
	answer := response{UID: asked.Request.UID, Allowed: true}
	for _, rule := range reviewed.Spec.Rules {
		for _, match := range rule.Matches {
			answer.Allowed = answer.Allowed && (match.Path == nil || path.MatchString(match.Path.Value))
		}
	}
	if asked.Request.Kind.Kind == "Namespace" {
		jsonPatch := "JSONPatch"
		answer.PatchType = &jsonPatch
		answer.Patch, _ = json.Marshal([]map[string]string{
			{"op": "add", "path": "/metadata/labels/istio.io~1dataplane-mode", "value": "ambient"},
			{"op": "add", "path": "/metadata/labels/istio.io~1use-waypoint", "value": reviewed.Metadata.Name + "-waypoint"},
		})
	}
	writer.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(writer).Encode(review{APIVersion: asked.APIVersion, Kind: asked.Kind, Response: &answer})
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("https://%s\n", listener.Addr())
	panic(http.ServeTLS(listener, http.HandlerFunc(serve), os.Args[1], os.Args[2]))
}
