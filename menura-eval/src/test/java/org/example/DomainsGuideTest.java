package org.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.eval.decide.Decision;
import org.menura.format.json.Json;

/** The program in docs/domains.md runs, and is the one that it prints. */
class DomainsGuideTest {
    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve("testdata"))) {
            at = Objects.requireNonNull(at.getParent());
        }
        return at;
    }

    @Test
    void theProgramDecides(@TempDir Path folder) throws IOException {
        StringBuilder csv = new StringBuilder("text,label\n");
        try (var in = Objects.requireNonNull(DomainsGuideTest.class.getResourceAsStream("/baseline/scikit-learn.json"))) {
            JsonNode golden = Json.parse(in.readAllBytes(), "scikit-learn.json");
            for (int i = 0; i < golden.get("labels").size(); i++) {
                String text = golden.get("texts").get(i).asText().replace("\"", "\"\"");
                csv.append("\"%s\",%s\n".formatted(text, golden.get("labels").get(i)));
            }
        }
        Path tweets = Files.writeString(folder.resolve("tweets.csv"), csv);
        Decision decision = DecideTweets.main(tweets, "price target raised");
        assertTrue(decision.isOpen() || decision.set().contains(decision.label()), decision.toString());
        assertTrue(decision.cost() <= 0.4, decision.toString());
    }

    @Test
    void thePageShowsThatProgram() throws IOException {
        String source = Files.readString(
                root().resolve("menura-eval/src/test/java/org/example/DecideTweets.java"));
        int from = source.indexOf("        List<LabelledText> rows");
        String body = source.substring(from, source.indexOf("\n    }", from)).stripIndent().strip();
        String page = Files.readString(root().resolve("docs/domains.md"));
        assertTrue(page.contains("```java\n" + body + "\n```"), body);
        assertTrue(body.lines().count() <= 10, body);
    }
}
