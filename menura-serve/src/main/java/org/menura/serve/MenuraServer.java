package org.menura.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LoadOptions;
import org.menura.generate.batch.EngineStats;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpObserver;
import org.menura.serve.http.HttpOptions;
import org.menura.serve.http.HttpService;
import org.menura.serve.http.Router;
import org.menura.serve.metrics.RequestEvent;
import org.menura.serve.metrics.ServerMetrics;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ModelLoadException;
import org.menura.serve.model.ModelStore;
import org.menura.serve.model.ServedModel;
import org.menura.serve.work.Background;
import org.menura.serve.work.Errors;
import org.menura.serve.work.MediaLimits;
import org.menura.serve.work.Services;
import org.menura.tensor.Backend;
import org.menura.tensor.cpu.CpuBackend;

/**
 * A server of models over HTTP, with OpenAI's, Anthropic's and ollama's routes and a page to chat on:
 *
 * <pre>{@code
 * try (MenuraServer server = MenuraServer.start(ServerOptions.of(Path.of("Qwen3-0.6B-Q8_0.gguf")))) {
 *     System.out.println(server.address());
 *     server.join();
 * }
 * }</pre>
 *
 * <p>A program may use the models of its server itself: {@link #lease} takes one into use, and its texts share passes and
 * the prefix cache with those of requests.
 */
public final class MenuraServer implements AutoCloseable {
    private final ServerOptions options;
    private final Services services;
    private final Health health;
    private final HttpService http;
    private final Observer observer;
    private final @Nullable IdleMemory memory;
    private final Object closing = new Object();
    private boolean closed; // guarded by closing

    private MenuraServer(ServerOptions options, Services services, Health health, HttpService http, Observer observer) {
        this.options = options;
        this.services = services;
        this.health = health;
        this.http = http;
        this.observer = observer;
        Duration rest = options.memoryRest();
        this.memory = rest == null ? null : new IdleMemory(rest, this::isBusy, this::done);
    }

    /** Whether a request or a text is under way. */
    private boolean isBusy() {
        return http.open() > 0
                || engines(services.models()).values().stream().anyMatch(e -> e.running() + e.waiting() > 0);
    }

    /** Counts requests and forward passes. */
    private long done() {
        return observer.begun.sum()
                + engines(services.models()).values().stream()
                        .mapToLong(EngineStats::passes)
                        .sum();
    }

    /** Counts the times that memory was given back, for tests. */
    int memoryGivenBack() {
        return memory == null ? 0 : memory.times();
    }

    /**
     * Starts a server, which answers when this returns: its first model is loaded, or all are.
     *
     * @throws org.menura.format.FormatException if a model that is loaded is damaged or not supported
     * @throws UncheckedIOException if the address is taken, or a file can't be read
     */
    public static MenuraServer start(ServerOptions options) {
        LoadOptions load = options.load();
        Backend given = load.backend();
        Backend ops = given == null ? new CpuBackend(load.cpu()) : given;
        ModelStore models = ModelStore.of(options.models(), load, ops, options.voiceDetector(), options.timeToLive());
        Background background = new Background(64);
        boolean started = false;
        try {
            if (options.sessions() != null) {
                Files.createDirectories(options.sessions());
            }
            MenuraServer server = start(options, models, background);
            server.load();
            started = true;
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!started) {
                background.close();
                models.close();
            }
        }
    }

    private static MenuraServer start(ServerOptions options, ModelStore models, Background background) {
        HttpService[] running = new HttpService[1];
        ServerMetrics metrics =
                new ServerMetrics(() -> engines(models), () -> running[0] == null ? 0 : running[0].open());
        MediaLimits limits = new MediaLimits(options.imageBytes(), options.audioBytes(), options.grammarBytes());
        Services services = new Services(models, metrics, background, limits, options.sessions());
        Health health = new Health(services);
        HttpOptions http = new HttpOptions(
                options.host(),
                options.port(),
                options.keys(),
                options.allowedHosts(),
                options.allowedOrigins(),
                options.bodyBytes(),
                options.requests(),
                options.ping(),
                options.stall(),
                options.idle(),
                options.accessLog());
        Observer observer = new Observer(metrics);
        HttpService service = HttpService.start(http, Routes.of(services, health), observer, Errors::of);
        running[0] = service;
        return new MenuraServer(options, services, health, service, observer);
    }

    private void load() {
        boolean loaded = false;
        try {
            List<String> names = options.models().stream().map(m -> m.name()).toList();
            for (String name : options.preload() ? names : names.subList(0, 1)) {
                services.models().lease(name).close();
            }
            health.ready();
            loaded = true;
        } catch (ModelLoadException e) {
            throw e.failure();
        } finally {
            if (!loaded) {
                http.close();
            }
        }
    }

    private static Map<String, EngineStats> engines(ModelStore models) {
        Map<String, EngineStats> out = new LinkedHashMap<>();
        models.loaded().forEach((name, model) -> {
            if (model instanceof ServedModel.Language l
                    && l.decoder() != null
                    && l.model().loaded().text().hasTokenizer()) {
                out.put(name, l.model().stats());
            }
        });
        return out;
    }

    /** Counts and records requests. */
    private static final class Observer implements HttpObserver {
        private final ServerMetrics metrics;
        private final Map<Exchange, RequestEvent> events = new ConcurrentHashMap<>();
        /** Requests so far, without those for health, metrics and the page. */
        private final LongAdder begun = new LongAdder();

        private volatile @Nullable BiConsumer<Router.Route, Fields> trace;

        Observer(ServerMetrics metrics) {
            this.metrics = metrics;
        }

        @Override
        public void begun(Exchange exchange) {
            if (!exchange.route().isOpen()) {
                begun.increment();
            }
            RequestEvent event = new RequestEvent();
            if (event.isEnabled()) {
                event.begin();
                events.put(exchange, event);
            }
        }

        @Override
        public void ended(Exchange exchange, long nanos) {
            Router.Route route = exchange.route();
            metrics.http(route.method() + " " + route.path(), exchange.status());
            BiConsumer<Router.Route, Fields> listener = trace;
            Fields read = exchange.fieldsRead();
            if (listener != null && read != null) {
                listener.accept(route, read);
            }
            RequestEvent event = events.remove(exchange);
            if (event != null) {
                event.record(exchange.id(), route.path(), exchange.status(), exchange.written());
            }
        }
    }

    /** Tells a listener which fields each request was read for. */
    void trace(BiConsumer<Router.Route, Fields> listener) {
        observer.trace = listener;
    }

    /** Returns the port that the server listens on. */
    public int port() {
        return http.port();
    }

    /** Returns the server's address: that of its page. */
    public URI address() {
        String host = options.host().equals("0.0.0.0") || options.host().equals("::") ? "127.0.0.1" : options.host();
        String name = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://%s:%d/".formatted(name, port()));
    }

    /**
     * Takes a model into use, which loads it if need be; to be closed afterwards.
     *
     * @param name of a model or an adapter; empty for the first model
     */
    public Lease lease(String name) {
        return services.models().lease(name);
    }

    /** Returns the metrics in Prometheus' text format. */
    public String metrics() {
        return new String(services.metrics().text(), StandardCharsets.UTF_8);
    }

    /** Waits until the server is closed. */
    public void join() throws InterruptedException {
        synchronized (closing) {
            while (!closed) {
                closing.wait();
            }
        }
    }

    /**
     * Stops: takes no new requests, lets those under way go on for the time of the options, then gives them up.
     *
     * @return whether all were answered in time
     */
    public boolean stop() {
        return stop(options.shutdown());
    }

    private boolean stop(Duration time) {
        synchronized (closing) {
            if (closed) {
                return true;
            }
        }
        health.draining();
        if (memory != null) {
            memory.close();
        }
        boolean inTime = false;
        try {
            inTime = http.drain(time);
        } finally {
            http.close();
            services.background().close();
            try {
                services.models().close();
            } catch (CancellationException _) {
                Thread.currentThread().interrupt();
            }
            synchronized (closing) {
                closed = true;
                closing.notifyAll();
            }
        }
        return inTime;
    }

    /** Stops; see {@link #stop}. */
    @Override
    public void close() {
        boolean _ = stop();
    }
}
