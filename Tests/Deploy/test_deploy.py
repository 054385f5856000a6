"""The files of Deploy/ are what their readers take, and name what the service has."""

import json
import pathlib
import re
import shutil
import subprocess
import unittest

try:
    import kubernetes_validate
    import yaml
except ImportError:
    kubernetes_validate = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "Deploy"
SOURCES = "\n".join(path.read_text() for path in (ROOT / "Sources/ShopGuideService").rglob("*.swift"))


def metrics_of_the_service():
    """The names under which /metrics tells."""
    named = re.findall(r'(?:describe|observe)\(\s*"([a-z_]+)"', SOURCES)
    return set(named) | {f"{name}{end}" for name in named for end in ("_bucket", "_count", "_sum")} | {"up"}


def metrics_in(expression):
    """The metrics that an expression of Prometheus names."""
    expression = re.sub(r'"[^"]*"|\[[^]]*\]|\b(?:by|on)\s*\([^)]*\)|\{[^}]*\}', " ", expression)
    words = {"sum", "rate", "histogram_quantile", "by", "or", "for"}
    return set(re.findall(r"[a-z_]{2,}", expression)) - words


@unittest.skipUnless(kubernetes_validate, "Kubernetes' schemas aren't there")
class Manifests(unittest.TestCase):
    def documents(self):
        for path in sorted((DEPLOY / "kubernetes").glob("*.yaml")):
            yield from yaml.safe_load_all(path.read_text())

    def test_kubernetes_takes_them(self):
        kinds = set()
        for document in self.documents():
            kinds.add(document["kind"])
            kubernetes_validate.validate(document, "1.31", strict=True)
        self.assertLessEqual(
            {"Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget", "CronJob"}, kinds)

    def test_the_pods_leave_before_they_are_killed(self):
        documents = list(self.documents())
        settings = next(d for d in documents if d["kind"] == "ConfigMap")["data"]
        pod = next(d for d in documents if d["kind"] == "Deployment")["spec"]["template"]["spec"]
        time = float(settings["SHOPGUIDE_LEAVE_TIME"]) + float(settings["SHOPGUIDE_DRAIN_TIME"])
        self.assertLess(time, pod["terminationGracePeriodSeconds"])

    def test_the_settings_are_those_of_the_service(self):
        names = {f"SHOPGUIDE_{name.upper().replace('-', '_')}" for name in re.findall(r'"([a-z]+(?:-[a-z]+)*)", \.', SOURCES)}
        for document in self.documents():
            if document["kind"] == "ConfigMap":
                self.assertLessEqual({name for name in document["data"] if name.startswith("SHOPGUIDE_")}, names)

    def test_the_alerts_and_compose_files_are_yaml(self):
        for name in ["prometheus-alerts.yaml", "compose.postgres.yaml"]:
            self.assertTrue(yaml.safe_load((DEPLOY / name).read_text()))


class Watching(unittest.TestCase):
    def test_the_alerts_name_what_the_service_tells(self):
        text = (DEPLOY / "prometheus-alerts.yaml").read_text()
        for expression in re.findall(r"expr: (?:>\n)?(.*?)\n +(?:for|labels):", text, re.DOTALL):
            self.assertLessEqual(metrics_in(expression), metrics_of_the_service(), expression)

    def test_the_dashboard_names_what_the_service_tells(self):
        dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
        expressions = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
        self.assertGreater(len(expressions), 6)
        for expression in expressions:
            self.assertLessEqual(metrics_in(expression), metrics_of_the_service(), expression)

    @unittest.skipUnless(shutil.which("promtool"), "there is no promtool")
    def test_prometheus_takes_the_alerts(self):
        subprocess.run(["promtool", "check", "rules", DEPLOY / "prometheus-alerts.yaml"], check=True, capture_output=True)

    @unittest.skipUnless(shutil.which("haproxy"), "there is no HAProxy")
    def test_haproxy_takes_its_settings(self):
        subprocess.run(["haproxy", "-c", "-q", "-f", DEPLOY / "haproxy.cfg"], check=True)


if __name__ == "__main__":
    unittest.main()
