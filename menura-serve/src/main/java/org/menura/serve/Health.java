package org.menura.serve;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.generate.batch.EngineStats;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.Router;
import org.menura.serve.metrics.ServerMetrics;
import org.menura.serve.model.ModelStatus;
import org.menura.serve.model.ServedModel;
import org.menura.serve.work.Services;

/**
 * How the server is: {@code /health} and {@code /ready} tell whether requests may be sent to it, {@code /live} whether the
 * process answers at all, {@code /load} how much it has to do, {@code /metrics} everything in Prometheus' format.
 */
final class Health {
    private enum Phase {
        LOADING,
        READY,
        DRAINING
    }

    private final Services services;
    private volatile Phase phase = Phase.LOADING;

    Health(Services services) {
        this.services = services;
    }

    void ready() {
        phase = Phase.READY;
    }

    void draining() {
        phase = Phase.DRAINING;
    }

    void add(Router router) {
        router.addOpen("GET", "/health", this::health);
        router.addOpen("GET", "/v1/health", this::health);
        router.addOpen("GET", "/ready", this::health);
        router.addOpen("GET", "/live", exchange -> exchange.send(JsonOut.object("status", "alive")));
        router.addOpen("GET", "/ping", exchange -> exchange.send(200, "text/plain", new byte[0]));
        router.addOpen("GET", "/metrics", this::metrics);
        router.add("GET", "/load", this::load);
        router.add("GET", "/slots", this::load);
    }

    private void health(Exchange exchange) {
        switch (phase) {
            case READY -> exchange.send(JsonOut.object("status", "ok"));
            case LOADING -> unready(exchange, "loading model");
            case DRAINING -> unready(exchange, "stopping");
        }
    }

    private static void unready(Exchange exchange, String status) {
        exchange.header("Retry-After", "2");
        exchange.send(
                503,
                JsonOut.object(
                        "status",
                        status,
                        "error",
                        JsonOut.object(
                                "message", "the server is " + status, "type", "unavailable_error", "code", 503)));
    }

    private void metrics(Exchange exchange) {
        exchange.send(200, ServerMetrics.CONTENT_TYPE, services.metrics().text());
    }

    private void load(Exchange exchange) {
        long running = 0;
        long waiting = 0;
        double oldest = 0;
        Map<String, @Nullable Object> models = JsonOut.object();
        for (ModelStatus status : services.models().status()) {
            ServedModel model = services.models().loaded().get(status.entry().name());
            boolean writes = model instanceof ServedModel.Language l
                    && l.decoder() != null
                    && l.model().loaded().text().hasTokenizer();
            EngineStats stats = writes && model instanceof ServedModel.Language l
                    ? l.model().stats()
                    : null;
            running += stats == null ? status.users() : stats.running();
            waiting += stats == null ? 0 : stats.waiting();
            oldest = Math.max(oldest, stats == null ? 0 : stats.oldestWaitingSeconds());
            models.put(
                    status.entry().name(),
                    JsonOut.object("state", status.state().name(), "users", status.users()));
        }
        exchange.send(JsonOut.object(
                "server_load", running + waiting,
                "running", running,
                "waiting", waiting,
                "oldest_waiting_seconds", oldest,
                "models", models));
    }
}
