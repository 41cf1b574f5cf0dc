package org.menura.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.store.embedding.CosineSimilarity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.menura.format.json.Json;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;

/**
 * Real models, where {@code -Dmenura.real=FOLDER} says where {@code bench/real/run --fetch} has put them: its {@code models}.
 */
@Tag("slow")
@EnabledIfSystemProperty(named = "menura.real", matches = ".+")
class RealModelsTest {
    private static final JsonObjectSchema CITY = JsonObjectSchema.builder()
            .addStringProperty("city")
            .addEnumProperty("continent", List.of("Africa", "America", "Asia", "Australia", "Europe"))
            .required("city", "continent")
            .build();

    private static Path real(String name) {
        Path model = Path.of(System.getProperty("menura.real")).resolve(name);
        Assumptions.assumeTrue(Files.exists(model), model + " is not there");
        return model;
    }

    /** Gemma 3 270M, which was not made for conversations, with a template for questions. */
    private static LanguageModel gemma() {
        return Menura.load(
                real("gemma-3-270m").resolve("gemma-3-270m-q4_k_m.gguf"),
                LoadOptions.defaults()
                        .withContext(512)
                        .withChatTemplate(
                                "{{ bos_token }}{% for message in messages %}Question: {{ message.content }}\nAnswer:"
                                        + "{% endfor %}"));
    }

    private static ChatModel chat(LanguageModel model) {
        return MenuraChatModel.builder()
                .model(model)
                .temperature(0.0)
                .maxOutputTokens(64)
                .stopSequences("\n")
                .build();
    }

    @Test
    void aSmallModelAnswers() {
        try (LanguageModel model = gemma()) {
            ChatResponse response = chat(model)
                    .chat(ChatRequest.builder()
                            .messages(UserMessage.from("What is the capital of Germany?"))
                            .build());
            assertTrue(response.aiMessage().text().contains("Berlin"), response.toString());
        }
    }

    @Test
    void aSmallModelKeepsToASchema() {
        try (LanguageModel model = gemma()) {
            ChatResponse response = chat(model)
                    .chat(ChatRequest.builder()
                            .messages(UserMessage.from("What is the capital of Germany? Answer in JSON."))
                            .responseFormat(ResponseFormat.builder()
                                    .type(ResponseFormatType.JSON)
                                    .jsonSchema(JsonSchema.builder()
                                            .name("city")
                                            .rootElement(CITY)
                                            .build())
                                    .build())
                            .build());
            JsonNode json = Json.parse(response.aiMessage().text(), "the answer");
            assertEquals(2, json.size(), json.toString());
            assertTrue(json.path("city").isTextual(), json.toString());
        }
    }

    @Test
    void sentencesOfLikeMeaningLieClose() {
        try (LanguageModel model = Menura.load(real("all-MiniLM-L6-v2"))) {
            MenuraEmbeddingModel embeddings =
                    MenuraEmbeddingModel.builder().model(model).build();
            Embedding cat = embeddings.embed("A cat sleeps on the sofa.").content();
            Embedding kitten = embeddings.embed("The kitten naps on a couch.").content();
            Embedding stocks =
                    embeddings.embed("Stocks fell sharply on Monday.").content();
            assertTrue(CosineSimilarity.between(cat, kitten) > 0.5);
            assertTrue(CosineSimilarity.between(cat, stocks) < 0.3);
        }
    }
}
