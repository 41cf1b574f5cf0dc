package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;
import org.menura.scripted.Script;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application in docs/spring-ai.md runs, and its table of properties names all. */
@Tag("slow")
class SpringGuideTest {
    private static final Pattern QUOTE = Pattern.compile("<!-- from: (\\S+) -->\n```\\w*\n(.*?)```\n", Pattern.DOTALL);

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("testdata"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no folder testdata above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }

    private static String guide() throws IOException {
        return Files.readString(root().resolve("docs/spring-ai.md"));
    }

    @Test
    void theGuideQuotesTheApplication() throws IOException {
        Matcher m = QUOTE.matcher(guide());
        int count = 0;
        while (m.find()) {
            String source = Files.readString(root().resolve(m.group(1)));
            assertTrue(source.contains(m.group(2).stripTrailing()), m.group(1) + " is not as the guide has it");
            count++;
        }
        assertEquals(1, count);
    }

    @Test
    void theGuideNamesAllProperties() throws IOException {
        TreeSet<String> told = new TreeSet<>();
        Matcher m = Pattern.compile("`(spring\\.ai\\.menura\\.[a-z.-]+)`").matcher(guide());
        while (m.find()) {
            told.add(m.group(1));
        }
        TreeSet<String> known = new TreeSet<>();
        Json.parse(
                        root().resolve(
                                        "menura-spring-ai-starter/src/main/resources/META-INF/spring-configuration-metadata.json"))
                .path("properties")
                .forEach(p -> known.add(p.path("name").asText()));
        assertEquals(known, told);
    }

    @Test
    void theApplicationRuns(@TempDir Path folder) {
        Path model = new Script()
                .answer("{\"city\": \"Berlin\", \"inhabitants\": 3700000}", "capital of Germany")
                .answer("It is sunny in Munich.", "weather in Munich", "<tool_response>", "sunny")
                .answer(
                        "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Munich\"}}\n</tool_call>",
                        "weather in Munich")
                .answer("Once upon a time.", "story")
                .writeTo(folder.resolve("model"));
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        SpringApplication application = new SpringApplication(TravelApplication.class);
        application.setLogStartupInfo(false);
        try (ConfigurableApplicationContext _ = application.run(
                "--spring.ai.menura.model=" + model, "--spring.main.banner-mode=off", "--logging.level.root=OFF")) {
            List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
            assertEquals(
                    List.of("It is sunny in Munich.", "Capital[city=Berlin, inhabitants=3700000]", "Once upon a time."),
                    lines.subList(lines.size() - 3, lines.size()));
        } finally {
            System.setOut(before);
        }
    }
}
