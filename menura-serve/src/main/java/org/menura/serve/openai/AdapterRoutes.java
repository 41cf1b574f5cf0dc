package org.menura.serve.openai;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.model.adapter.AdapterSelection;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.Router;
import org.menura.serve.model.Lease;
import org.menura.serve.work.AdapterScales;
import org.menura.serve.work.Services;

/** {@code /lora-adapters}: the adapters of a model, and those of requests that choose none, as llama.cpp's server has them. */
public final class AdapterRoutes {
    private final Services services;

    private AdapterRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        AdapterRoutes routes = new AdapterRoutes(services);
        router.add("GET", "/lora-adapters", routes::list);
        router.add("POST", "/lora-adapters", routes::choose);
    }

    private Lease lease(Exchange exchange) {
        return services.models().lease(Objects.requireNonNullElse(exchange.query("model"), ""));
    }

    private void list(Exchange exchange) {
        try (Lease lease = lease(exchange)) {
            AdapterSelection chosen = Objects.requireNonNullElse(lease.adapters(), AdapterSelection.NONE);
            List<Map<String, @Nullable Object>> all = new ArrayList<>();
            for (Map.Entry<String, Path> adapter : lease.adapterFiles().entrySet()) {
                all.add(JsonOut.object(
                        "id", all.size(),
                        "name", adapter.getKey(),
                        "path", adapter.getValue().toString(),
                        "scale", chosen.weights().getOrDefault(adapter.getKey(), 0f)));
            }
            exchange.send(all);
        }
    }

    private void choose(Exchange exchange) {
        try (Lease lease = lease(exchange)) {
            lease.chooseForAll(AdapterScales.read(exchange.json(), "body", lease));
            exchange.send(JsonOut.object("success", true));
        }
    }
}
