package org.menura.serve.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.menura.generate.batch.EngineStats;

/**
 * Metrics in Prometheus' text format. The same few series have two names: vLLM's ({@code vllm:…}), as routers read them
 * (Gateway API Inference Extension, model server protocol), and those of OpenTelemetry's conventions for generative AI
 * ({@code gen_ai_…}, whose status is "development"); what is Menura's own begins with {@code menura_}.
 */
public final class ServerMetrics {
    /** Type of the text format. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final double[] LATENCIES = {
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92
    };
    private static final double[] FIRST_TOKENS = {
        0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0
    };
    private static final double[] TOKEN_TIMES = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5
    };
    private static final double[] TOKENS = {
        1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864
    };
    private static final String[] GEN_AI = {
        "gen_ai_operation_name", "gen_ai_provider_name", "gen_ai_request_model", "gen_ai_response_model"
    };
    private static final String PROVIDER = "menura";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final Counter http;
    private final Counter finished;
    private final Histogram duration;
    private final Histogram durationOtel;
    private final Histogram firstToken;
    private final Histogram firstTokenOtel;
    private final Histogram tokenTime;
    private final Histogram tokenTimeOtel;
    private final Histogram usage;
    private final Map<String, AtomicInteger> adapters = new ConcurrentHashMap<>();

    /**
     * Creates the metrics of a server.
     *
     * @param engines what the engines of the loaded models are doing, by the models' names
     * @param open how many HTTP requests are under way
     */
    public ServerMetrics(Supplier<Map<String, EngineStats>> engines, Supplier<Integer> open) {
        http = Counter.builder()
                .name("menura_http_requests_total")
                .help("HTTP requests by route and status.")
                .labelNames("route", "status")
                .register(registry);
        finished = Counter.builder()
                .name("vllm:request_success_total")
                .help("Texts that were completed, by the reason of their end.")
                .labelNames("model_name", "finished_reason")
                .register(registry);
        duration =
                histogram("vllm:e2e_request_latency_seconds", "Seconds from request to end.", LATENCIES, "model_name");
        firstToken = histogram(
                "vllm:time_to_first_token_seconds", "Seconds from request to first token.", FIRST_TOKENS, "model_name");
        tokenTime = histogram(
                "vllm:time_per_output_token_seconds", "Seconds per token after the first.", TOKEN_TIMES, "model_name");
        durationOtel =
                histogram("gen_ai_server_request_duration_seconds", "Seconds from request to end.", LATENCIES, GEN_AI);
        firstTokenOtel = histogram(
                "gen_ai_server_time_to_first_token_seconds", "Seconds to the first token.", FIRST_TOKENS, GEN_AI);
        tokenTimeOtel = histogram(
                "gen_ai_server_time_per_output_token_seconds",
                "Seconds per token after the first.",
                TOKEN_TIMES,
                GEN_AI);
        usage = histogram(
                "gen_ai_client_token_usage",
                "Tokens of prompts and texts.",
                TOKENS,
                "gen_ai_operation_name",
                "gen_ai_provider_name",
                "gen_ai_request_model",
                "gen_ai_response_model",
                "gen_ai_token_type");
        gauge("vllm:num_requests_running", "Texts that are read or written now.", engines, EngineStats::running);
        gauge("vllm:num_requests_waiting", "Texts that wait for their turn.", engines, EngineStats::waiting);
        gauge(
                "vllm:kv_cache_usage_perc",
                "Share of the memory for states in use, 0 to 1.",
                engines,
                ServerMetrics::share);
        gauge(
                "menura_oldest_waiting_seconds",
                "How long the oldest text has waited.",
                engines,
                EngineStats::oldestWaitingSeconds);
        gauge("menura_state_bytes", "Bytes of the states of running texts.", engines, EngineStats::stateBytes);
        gauge("menura_prefix_cache_bytes", "Bytes of the prefix cache.", engines, EngineStats::cacheBytes);
        gauge("menura_state_bytes_limit", "Most bytes of states and prefix cache.", engines, EngineStats::mostBytes);
        counter("vllm:prompt_tokens_total", "Tokens of prompts.", engines, EngineStats::promptTokens);
        counter("vllm:generation_tokens_total", "Tokens of texts.", engines, EngineStats::generatedTokens);
        counter(
                "vllm:prefix_cache_queries_total",
                "Tokens looked up in the prefix cache.",
                engines,
                EngineStats::promptTokens);
        counter(
                "vllm:prefix_cache_hits_total",
                "Tokens found in the prefix cache.",
                engines,
                EngineStats::cachedTokens);
        counter(
                "vllm:num_preemptions_total",
                "Texts that gave their memory to others.",
                engines,
                EngineStats::preempted);
        counter("menura_passes_total", "Forward passes.", engines, EngineStats::passes);
        counter("menura_requests_cancelled_total", "Texts that were cancelled.", engines, EngineStats::cancelled);
        counter("menura_requests_failed_total", "Texts that ended with an error.", engines, EngineStats::failed);
        counter("menura_requests_refused_total", "Texts that found the queue full.", engines, EngineStats::refused);
        GaugeWithCallback _ = GaugeWithCallback.builder()
                .name("menura_http_requests_open")
                .help("HTTP requests under way.")
                .callback(c -> c.call(open.get()))
                .register(registry);
        registry.register(this::cacheConfig);
        registry.register(this::running);
    }

    private Histogram histogram(String name, String help, double[] bounds, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(bounds)
                .labelNames(labels)
                .register(registry);
    }

    private void gauge(
            String name, String help, Supplier<Map<String, EngineStats>> engines, ToDoubleFunction<EngineStats> value) {
        GaugeWithCallback _ = GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("model_name")
                .callback(c -> engines.get().forEach((model, s) -> c.call(value.applyAsDouble(s), model)))
                .register(registry);
    }

    private void counter(
            String name, String help, Supplier<Map<String, EngineStats>> engines, ToDoubleFunction<EngineStats> value) {
        CounterWithCallback _ = CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("model_name")
                .callback(c -> engines.get().forEach((model, s) -> c.call(value.applyAsDouble(s), model)))
                .register(registry);
    }

    private static double share(EngineStats s) {
        return s.mostBytes() == 0 ? 0 : Math.min(1, (double) s.stateBytes() / s.mostBytes());
    }

    private MetricSnapshot cacheConfig() {
        return InfoSnapshot.builder()
                .name("vllm:cache_config")
                .help("Blocks of the KV cache.")
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(Labels.of("block_size", "64", "num_gpu_blocks", "0"))
                        .build())
                .build();
    }

    private MetricSnapshot running() {
        String names = String.join(",", Set.copyOf(adapters.keySet()));
        return InfoSnapshot.builder()
                .name("vllm:lora_requests")
                .help("Adapters of the texts under way.")
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(Labels.of(
                                "max_lora", "1024", "running_lora_adapters", names, "waiting_lora_adapters", ""))
                        .build())
                .build();
    }

    /** Counts an HTTP request. */
    public void http(String route, int status) {
        http.labelValues(route, String.valueOf(status)).inc();
    }

    /** Takes note that a text with an adapter begins. */
    public void adapterBegins(String adapter) {
        adapters.computeIfAbsent(adapter, _ -> new AtomicInteger()).incrementAndGet();
    }

    /** Takes note that a text with an adapter has ended. */
    public void adapterEnds(String adapter) {
        adapters.computeIfPresent(adapter, (_, n) -> n.decrementAndGet() == 0 ? null : n);
    }

    /**
     * Counts a text that has ended.
     *
     * @param operation {@code chat}, {@code text_completion} or {@code embeddings}
     * @param requested the model's name in the request
     * @param model the name of the model that answered
     * @param seconds from the request to the end
     * @param firstSeconds from the request to the first token; NaN if there was none
     * @param tokenSeconds per token after the first; NaN if there was none
     * @param reason of the end, in OpenAI's words
     */
    public void text(
            String operation,
            String requested,
            String model,
            double seconds,
            double firstSeconds,
            double tokenSeconds,
            int promptTokens,
            int textTokens,
            String reason) {
        finished.labelValues(model, reason).inc();
        duration.labelValues(model).observe(seconds);
        durationOtel.labelValues(operation, PROVIDER, requested, model).observe(seconds);
        observe(firstSeconds, firstToken.labelValues(model));
        observe(firstSeconds, firstTokenOtel.labelValues(operation, PROVIDER, requested, model));
        observe(tokenSeconds, tokenTime.labelValues(model));
        observe(tokenSeconds, tokenTimeOtel.labelValues(operation, PROVIDER, requested, model));
        usage.labelValues(operation, PROVIDER, requested, model, "input").observe(promptTokens);
        usage.labelValues(operation, PROVIDER, requested, model, "output").observe(textTokens);
    }

    private static void observe(double seconds, DistributionDataPoint to) {
        if (!Double.isNaN(seconds)) {
            to.observe(seconds);
        }
    }

    /** Returns all metrics in Prometheus' text format. */
    public byte[] text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, registry.scrape(), EscapingScheme.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
