package org.menura.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;
import org.menura.generate.LanguageModel;
import org.menura.scripted.Script;
import org.menura.springai.MenuraChatModel;
import org.menura.springai.MenuraEmbeddingModel;
import org.menura.springai.MenuraImageModel;
import org.menura.springai.MenuraTranscriptionModel;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Properties make beans. */
@Tag("slow")
class MenuraAutoConfigurationTest {
    @TempDir
    Path folder;

    private static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(MenuraAutoConfiguration.class, ChatClientAutoConfiguration.class));
    }

    private Path script() {
        return new Script().answer("Hello!", "hello").writeTo(folder.resolve("scripted"));
    }

    private static Path repository(String name) {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("testdata"))) {
            at = at.getParent();
        }
        return Objects.requireNonNull(at, "no folder testdata above the working directory")
                .resolve(name);
    }

    @Test
    void withoutPropertiesThereIsNoModel() {
        runner().run(context -> {
            assertEquals(0, context.getBeanNamesForType(ChatModel.class).length);
            assertEquals(0, context.getBeanNamesForType(LanguageModel.class).length);
        });
    }

    @Test
    void aModelMakesAChatClient() {
        LanguageModel[] loaded = new LanguageModel[1];
        runner().withPropertyValues(
                        "spring.ai.menura.model=" + script(),
                        "spring.ai.menura.threads=1",
                        "spring.ai.menura.context=512",
                        "spring.ai.menura.parallel=2",
                        "spring.ai.menura.chat.temperature=0.3",
                        "spring.ai.menura.chat.max-tokens=4",
                        "spring.ai.menura.chat.seed=7")
                .run(context -> {
                    MenuraChatModel chat = context.getBean(MenuraChatModel.class);
                    assertEquals(0.3, chat.getOptions().getTemperature());
                    assertEquals(7L, chat.getOptions().getSeed());
                    ChatClient client =
                            context.getBean(ChatClient.Builder.class).build();
                    assertEquals("Hell", client.prompt("hello").call().content());
                    loaded[0] = context.getBean(LanguageModel.class);
                });
        assertThrows(IllegalStateException.class, () -> loaded[0].generate("hello")); // closed with the context
    }

    @Test
    void anotherProviderMayBeChosen() {
        runner().withPropertyValues("spring.ai.menura.model=" + script(), "spring.ai.model.chat=other")
                .run(context -> assertEquals(0, context.getBeanNamesForType(ChatModel.class).length));
    }

    @Test
    void aModelMadeByTheProgramIsTaken() {
        runner().withPropertyValues("spring.ai.menura.model=" + folder.resolve("missing"))
                .withBean(LanguageModel.class, () -> org.menura.generate.Menura.load(script()))
                .run(context ->
                        assertEquals("Hello!", context.getBean(ChatModel.class).call("hello")));
    }

    @Test
    void aMissingModelIsSaid() {
        runner().withPropertyValues("spring.ai.menura.model=" + folder.resolve("missing"))
                .run(context -> {
                    Throwable failure = context.getStartupFailure();
                    assertTrue(String.valueOf(failure).contains("missing"), String.valueOf(failure));
                });
    }

    @Test
    void anEmbeddingModelIsMade() {
        runner().withPropertyValues("spring.ai.menura.embedding.model=" + repository("models/stories260K"))
                .run(context -> assertEquals(
                        64, context.getBean(MenuraEmbeddingModel.class).dimensions()));
    }

    @Test
    @Tag("slow")
    void anImageModelIsMade() {
        runner().withPropertyValues(
                        "spring.ai.menura.image.model=" + repository("models/nano-omni/generator"),
                        "spring.ai.menura.image.steps=2")
                .run(context -> {
                    assertEquals(1, context.getBeanNamesForType(MenuraImageModel.class).length);
                    assertEquals(0, context.getBeanNamesForType(MenuraTranscriptionModel.class).length);
                });
    }

    /** What editors show of the properties is what there is. */
    @Test
    void theMetadataNamesAllProperties() throws IOException {
        List<String> declared = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(
                MenuraAutoConfiguration.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"))) {
            JsonNode properties = Json.parse(in.readAllBytes(), "the metadata").path("properties");
            properties.forEach(p -> declared.add(p.path("name").asText()));
        }
        TreeSet<String> known = new TreeSet<>();
        collect("spring.ai.menura", MenuraProperties.class, known);
        assertEquals(known, new TreeSet<>(declared));
    }

    private static void collect(String prefix, Class<?> type, Set<String> to) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
            if (component.getType().isRecord()) {
                collect(prefix + "." + name, component.getType(), to);
            } else {
                to.add(prefix + "." + name);
            }
        }
    }
}
