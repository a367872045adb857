// Asks Kubernetes's own library for Pod Security what the level "restricted" forbids in the pods of manifests.
// Arguments: rendered manifests. Exit 1 when something is forbidden, or when there is no pod.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	sigsyaml "sigs.k8s.io/yaml"
)

func main() {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		panic(err)
	}
	level := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	pods, forbidden := 0, 0
	for _, file := range os.Args[1:] {
		for _, pod := range podsIn(file) {
			pods++
			result := policy.AggregateCheckResults(evaluator.EvaluatePod(level, &pod.ObjectMeta, &pod.Spec))
			if !result.Allowed {
				forbidden++
				fmt.Printf("%s: %s: %s\n", file, result.ForbiddenReason(), result.ForbiddenDetail())
			}
		}
	}
	fmt.Printf("%d pods, %d forbidden\n", pods, forbidden)
	if pods == 0 || forbidden > 0 {
		os.Exit(1)
	}
}

// The pods of a file of manifests: those that are pods, and those that Deployments make.
func podsIn(file string) []corev1.PodTemplateSpec {
	text, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	var pods []corev1.PodTemplateSpec
	documents := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return pods
		}
		if err != nil {
			panic(err)
		}
		var pod corev1.Pod
		var deployment appsv1.Deployment
		if err := sigsyaml.Unmarshal(document, &deployment); err == nil && deployment.Kind == "Deployment" {
			pods = append(pods, deployment.Spec.Template)
		} else if err := sigsyaml.Unmarshal(document, &pod); err == nil && pod.Kind == "Pod" {
			pods = append(pods, corev1.PodTemplateSpec{ObjectMeta: pod.ObjectMeta, Spec: pod.Spec})
		}
	}
}
