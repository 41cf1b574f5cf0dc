package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.menura.generate.GenerationOptions;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.model.adapter.AdapterSelection;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ModelEntry;

/** Several models and adapters behind one server. */
@Timeout(90)
class ModelsTest {
    private static final String ONCE = "Once upon a time";

    @TempDir
    private Path folder;

    private static String text(Client client, String model) {
        try {
            Client.Answer answer = client.post(
                    "/v1/completions",
                    "{'model':'%s','prompt':'%s','max_tokens':24,'temperature':0}".formatted(model, ONCE));
            assertEquals(200, answer.status(), answer.text());
            assertEquals(model, answer.json().path("model").asText());
            return answer.json().at("/choices/0/text").asText();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void adaptersAreChosenAsModelsAndMixed() throws Exception {
        Path one = TestAdapter.write(folder.resolve("one"), 1);
        Path two = TestAdapter.write(folder.resolve("two"), 2);
        ModelEntry entry = ModelEntry.of("stories", TestModels.STORIES)
                .withAdapter("one", one)
                .withAdapter("two", two);
        List<String> expected = new ArrayList<>();
        LoadOptions load = LoadOptions.defaults().withAdapter("one", one).withAdapter("two", two);
        try (LanguageModel model = Menura.load(TestModels.STORIES, load.withUse(AdapterSelection.NONE))) {
            GenerationOptions how = GenerationOptions.of(24).greedy();
            expected.add(model.generate(ONCE, how).text());
            expected.add(model.generate(ONCE, how.withAdapters(AdapterSelection.of("one")))
                    .text());
            expected.add(model.generate(ONCE, how.withAdapters(AdapterSelection.of("two")))
                    .text());
        }
        assertNotEquals(expected.get(0), expected.get(1));
        assertNotEquals(expected.get(1), expected.get(2));
        try (MenuraServer server = MenuraServer.start(TestModels.options(entry))) {
            Client client = new Client(server);
            List<String> names = List.of("stories", "one", "two");
            assertEquals(names, client.get("/v1/models").json().path("data").findValuesAsText("id"));
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int round = 0; round < 4; round++) {
                names.forEach(n -> answers.add(CompletableFuture.supplyAsync(() -> text(client, n))));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertEquals(expected.get(i % 3), answers.get(i).join(), names.get(i % 3));
            }
            adaptersAreChosenByTheirNumbers(client, expected);
        }
    }

    /** As clients of llama.cpp's server do. */
    private static void adaptersAreChosenByTheirNumbers(Client client, List<String> expected) throws Exception {
        String ask = "{'prompt':'%s','n_predict':24,'temperature':0%s}";
        for (int i = 0; i < 2; i++) {
            String lora = ",'lora':[{'id':%d,'scale':1.0}]".formatted(i);
            Client.Answer answer = client.post("/completion", ask.formatted(ONCE, lora));
            assertEquals(expected.get(i + 1), answer.json().path("content").asText(), answer.text());
        }
        assertEquals(List.of("0.0", "0.0"), client.get("/lora-adapters").json().findValuesAsText("scale"));
        assertEquals(
                "true",
                client.post("/lora-adapters", "[{'id':1,'scale':1.0}]")
                        .json()
                        .path("success")
                        .asText());
        JsonNode all = client.get("/lora-adapters").json();
        assertEquals(List.of("0.0", "1.0"), all.findValuesAsText("scale"));
        assertEquals("two", all.at("/1/name").asText());
        assertEquals(expected.get(2), text(client, "stories"));
        assertEquals(expected.get(1), text(client, "one"));
        assertEquals(
                expected.get(0),
                client.post("/completion", ask.formatted(ONCE, ",'lora':[]"))
                        .json()
                        .path("content")
                        .asText());
        Client.Answer unknown = client.post("/lora-adapters", "[{'id':2,'scale':1.0}]");
        assertEquals(400, unknown.status());
        assertTrue(unknown.text().contains("there is no adapter 2"), unknown.text());
        assertEquals(400, client.post("/lora-adapters", "{'id':0}").status());
        assertEquals(200, client.post("/lora-adapters", "[]").status());
        assertEquals(expected.get(0), text(client, "stories"));
    }

    @Test
    void aModelInUseIsNotUnloaded() throws Exception {
        ServerOptions options =
                TestModels.options(ModelEntry.of("a", TestModels.STORIES), ModelEntry.of("b", TestModels.STORIES));
        try (MenuraServer server = MenuraServer.start(options)) {
            Client client = new Client(server);
            JsonNode models = client.get("/v1/models").json();
            assertEquals("loaded", models.at("/data/0/status").asText());
            assertEquals("unloaded", models.at("/data/1/status").asText());
            CompletableFuture<Client.Answer> unloading;
            try (Lease _ = server.lease("a")) {
                unloading = CompletableFuture.supplyAsync(() -> {
                    try {
                        return client.post("/models/unload", "{'model':'a'}");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
                while (!client.get("/v1/models")
                        .json()
                        .at("/data/0/status")
                        .asText()
                        .equals("unloading")) {
                    Thread.sleep(2);
                }
                assertTrue(!unloading.isDone(), "it waits for who uses the model");
            }
            assertTrue(unloading.join().json().path("success").asBoolean());
            assertEquals(
                    "unloaded",
                    client.get("/v1/models").json().at("/data/0/status").asText());
            assertEquals(text(client, "a"), text(client, "b"), "both are loaded when they are asked for");
        }
    }

    @Test
    void idleModelsGo() throws Exception {
        ServerOptions options =
                TestModels.options(ModelEntry.of("a", TestModels.STORIES)).withTimeToLive(Duration.ofMillis(300));
        try (MenuraServer server = MenuraServer.start(options)) {
            Client client = new Client(server);
            String before = text(client, "a");
            while (client.get("/v1/models").json().at("/data/0/status").asText().equals("loaded")) {
                Thread.sleep(20);
            }
            assertEquals(before, text(client, "a"), "and come back");
        }
    }

    @Test
    void aModelThatStaysForAgesCanBeSentAway() throws Exception {
        ServerOptions options =
                TestModels.options(ModelEntry.of("a", TestModels.STORIES)).withTimeToLive(Duration.ofDays(200_000));
        try (MenuraServer server = MenuraServer.start(options)) {
            Client client = new Client(server);
            text(client, "a");
            Thread.sleep(500); // idle models are looked for meanwhile
            client.post("/api/generate", "{'model':'a','keep_alive':0}");
            long end = System.nanoTime() + 10_000_000_000L;
            while (client.get("/v1/models").json().at("/data/0/status").asText().equals("loaded")) {
                assertTrue(System.nanoTime() < end, "the model stays");
                Thread.sleep(20);
            }
        }
    }

    @Test
    void aModelThatCantBeLoadedIsAnErrorOfItsRequests() throws Exception {
        ServerOptions options = TestModels.options(
                ModelEntry.of("a", TestModels.STORIES), ModelEntry.of("gone", folder.resolve("gone")));
        try (MenuraServer server = MenuraServer.start(options)) {
            Client client = new Client(server);
            Client.Answer answer = client.post("/v1/completions", "{'model':'gone','prompt':'a'}");
            assertEquals(500, answer.status(), answer.text());
            assertTrue(answer.error().path("message").asText().contains("gone"), answer.text());
            assertEquals(
                    200,
                    client.post("/v1/completions", "{'model':'a','prompt':'a','max_tokens':1}")
                            .status());
        }
    }
}
