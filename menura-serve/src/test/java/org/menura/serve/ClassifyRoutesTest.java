package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.generate.classify.Classifier;
import org.menura.serve.model.ModelEntry;
import org.menura.tensor.cpu.CpuBackend;

/** The classes of texts over HTTP, in vLLM's form and in text-embeddings-inference's. */
class ClassifyRoutesTest {
    @TempDir
    private Path folder;

    @Test
    void textsAndPairs() throws Exception {
        Path model = TestModels.classes(folder);
        List<Classifier.Input> inputs =
                List.of(new Classifier.Input("w9 w8"), new Classifier.Input("w7"), new Classifier.Input("w9", "w7"));
        List<Classifier.Classes> expected =
                Classifier.open(model, new CpuBackend(1)).classifyAll(inputs);
        try (MenuraServer server = MenuraServer.start(TestModels.options(ModelEntry.of(model)))) {
            Client client = new Client(server);
            JsonNode both = client.post("/classify", "{'input':['w9 w8','w7']}").json();
            for (int i = 0; i < 2; i++) {
                JsonNode one = both.path("data").get(i);
                assertEquals(expected.get(i).best(), one.path("label").asText());
                assertEquals(3, one.path("num_classes").asInt());
                assertEquals(
                        expected.get(i).probabilities()[0], one.at("/probs/0").asDouble(), 1e-5);
            }
            assertEquals(4 + 3, both.at("/usage/prompt_tokens").asInt());
            JsonNode raw = client.post("/v1/classify", "{'input':'w9 w8','use_activation':false}")
                    .json();
            assertEquals(
                    expected.getFirst().logits()[2], raw.at("/data/0/probs/2").asDouble(), 1e-5);

            JsonNode single = client.post("/predict", "{'inputs':'w9 w8'}").json();
            assertEquals(expected.getFirst().best(), single.at("/0/label").asText());
            JsonNode pair = client.post("/predict", "{'inputs':['w9','w7']}").json();
            assertEquals(expected.get(2).best(), pair.at("/0/label").asText());
            JsonNode several = client.post("/predict", "{'inputs':[['w9 w8'],['w9','w7']],'raw_scores':true}")
                    .json();
            assertEquals(2, several.size());
            double[] logits = expected.get(2).logits();
            assertEquals(
                    logits[expected.get(2).order().getFirst()],
                    several.at("/1/0/score").asDouble(),
                    1e-5);
        }
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        try (MenuraServer server = MenuraServer.start(TestModels.options(ModelEntry.of(TestModels.NANO)))) {
            Client client = new Client(server);
            Client.Answer none = client.post("/classify", "{'input':'a'}");
            assertEquals(400, none.status());
            assertTrue(none.error().path("message").asText().contains("no head that classifies texts"), none.text());
            assertEquals(400, client.post("/classify", "{'input':[]}").status());
            assertEquals(400, client.post("/classify", "{'input':[1]}").status());
            assertEquals(
                    "inputs",
                    client.post("/predict", "{'inputs':['a','b','c']}")
                            .error()
                            .path("param")
                            .asText());
        }
    }
}
