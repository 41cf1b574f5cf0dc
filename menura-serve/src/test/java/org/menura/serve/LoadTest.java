package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.menura.generate.LoadOptions;
import org.menura.generate.batch.Batch;
import org.menura.serve.model.ModelEntry;

/** More requests than a server takes, and what it tells of its load. */
@Tag("slow")
@Timeout(90)
class LoadTest {
    private static final String ENDLESS = "{'prompt':'a','max_tokens':-1,'ignore_eos':true,'temperature':0}";

    @TempDir
    private Path folder;

    private static CompletableFuture<Client.Answer> ask(Client client, String json) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return client.post("/v1/completions", json);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static JsonNode load(Client client) throws Exception {
        return client.get("/load").json();
    }

    private static ServerOptions endless() {
        return TestModels.options(ModelEntry.of("endless", TestModels.ENDLESS))
                .withLoad(LoadOptions.defaults()
                        .withThreads(1)
                        .withLimits(Batch.Limits.exact(1).withQueue(1)))
                .withTimes(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMillis(50));
    }

    @Test
    void aFullQueueRefusesWithATimeToTryAgain() throws Exception {
        try (MenuraServer server = MenuraServer.start(endless())) {
            Client client = new Client(server);
            CompletableFuture<Client.Answer> first = ask(client, ENDLESS);
            while (load(client).path("running").asInt() == 0) {
                Thread.sleep(2);
            }
            CompletableFuture<Client.Answer> second = ask(client, ENDLESS);
            while (load(client).path("waiting").asInt() == 0) {
                Thread.sleep(2);
            }
            Client.Answer third = client.post("/v1/completions", ENDLESS);
            assertEquals(429, third.status(), third.text());
            assertEquals("queue_full", third.error().path("code").asText());
            assertTrue(third.whole().headers().firstValue("Retry-After").isPresent());
            assertFalse(first.isDone() || second.isDone());
        }
    }

    @Test
    void requestsBeyondTheMostAreRefused() throws Exception {
        try (MenuraServer server = MenuraServer.start(endless().withRequests(1))) {
            Client client = new Client(server);
            CompletableFuture<Client.Answer> first = ask(client, ENDLESS);
            while (value(client.get("/metrics").text(), "vllm:num_requests_running{model_name=\"endless\"}") == 0) {
                Thread.sleep(2);
            }
            assertEquals(429, client.post("/v1/completions", "{'prompt':'b'}").status());
            assertEquals(200, client.get("/health").status());
            assertFalse(first.isDone());
        }
    }

    @Test
    void metricsCountUnderTheNamesThatRoutersRead() throws Exception {
        try (MenuraServer server =
                MenuraServer.start(TestModels.options(ModelEntry.of("stories", TestModels.STORIES)))) {
            Client client = new Client(server);
            client.post("/v1/completions", "{'prompt':'Once upon a time','max_tokens':7,'temperature':0}");
            client.post("/v1/completions", "{'prompt':'a','temperature':-1}");
            String text = client.get("/metrics").text();
            assertEquals(5, value(text, "vllm:prompt_tokens_total{model_name=\"stories\"}"));
            assertEquals(7, value(text, "vllm:generation_tokens_total{model_name=\"stories\"}"));
            assertEquals(0, value(text, "vllm:num_requests_running{model_name=\"stories\"}"));
            assertEquals(0, value(text, "vllm:num_requests_waiting{model_name=\"stories\"}"));
            assertTrue(value(text, "vllm:kv_cache_usage_perc{model_name=\"stories\"}") < 1);
            assertEquals(
                    1, value(text, "vllm:request_success_total{finished_reason=\"length\",model_name=\"stories\"}"));
            assertEquals(1, value(text, "vllm:time_to_first_token_seconds_count{model_name=\"stories\"}"));
            assertEquals(1, value(text, "menura_http_requests_total{route=\"POST /v1/completions\",status=\"400\"}"));
            String labels = "gen_ai_operation_name=\"text_completion\",gen_ai_provider_name=\"menura\","
                    + "gen_ai_request_model=\"stories\",gen_ai_response_model=\"stories\"";
            assertEquals(1, value(text, "gen_ai_server_request_duration_seconds_count{" + labels + "}"));
            assertEquals(7, value(text, "gen_ai_client_token_usage_sum{" + labels + ",gen_ai_token_type=\"output\"}"));
            assertTrue(text.contains("vllm:lora_requests_info{max_lora="));
            assertTrue(text.contains("vllm:cache_config_info{block_size="));
        }
    }

    private static double value(String metrics, String series) {
        Matcher line = Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(metrics);
        assertTrue(line.find(), series + " in\n" + metrics);
        return Double.parseDouble(line.group(1));
    }

    @Test
    void flightRecorderHearsOfRequestsAndTexts() throws Exception {
        Path file = folder.resolve("server.jfr");
        try (Recording recording = new Recording();
                MenuraServer server =
                        MenuraServer.start(TestModels.options(ModelEntry.of("stories", TestModels.STORIES)))) {
            recording.enable("org.menura.HttpRequest");
            recording.enable("org.menura.Text");
            recording.start();
            Client client = new Client(server);
            client.post("/v1/completions", "{'prompt':'Once upon a time','max_tokens':3}", "X-Request-Id", "r-1");
            client.get("/health");
            recording.stop();
            recording.dump(file);
        }
        List<String> heard = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.getEventType().getName().equals("org.menura.Text")) {
                heard.add(event.getString("id") + " " + event.getInt("tokens"));
            } else if (event.getString("id").equals("r-1")) {
                heard.add(event.getString("route") + " " + event.getInt("status"));
            }
        }
        assertTrue(heard.contains("r-1 3"), heard.toString());
        assertTrue(heard.contains("/v1/completions 200"), heard.toString());
    }
}
