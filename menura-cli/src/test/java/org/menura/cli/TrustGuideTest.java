package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

/** What docs/trust.md says, done. */
@Tag("slow")
class TrustGuideTest {
    private static final Pattern FILE = Pattern.compile("<!-- file: (\\S+) -->\n```\\w+\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern COMMANDS = Pattern.compile("```console\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Pattern PATH = Pattern.compile("runs/.*|tokenizer|results|.*\\.(yaml|txt|md|json)");

    @TempDir
    private Path folder;

    @Test
    void allThatTheGuideDoesCanBeDone() throws IOException {
        String guide =
                Files.readString(Cli.repository().resolve("docs/trust.md")).replace("\r\n", "\n");
        byte[] stories = stories();
        Files.write(folder.resolve("stories.txt"), Arrays.copyOf(stories, 60_000));
        Files.write(folder.resolve("held-out.txt"), Arrays.copyOfRange(stories, stories.length - 3000, stories.length));
        Matcher files = FILE.matcher(guide);
        while (files.find()) {
            Files.writeString(folder.resolve(files.group(1)), files.group(2));
        }
        List<String> outputs = new ArrayList<>();
        Matcher blocks = COMMANDS.matcher(guide);
        while (blocks.find()) {
            for (String line : blocks.group(1).lines().toList()) {
                Cli.Result result = Cli.run(words(line));
                assertEquals(0, result.code(), line + "\n" + result.out() + result.err());
                outputs.add(result.out());
            }
        }
        assertEquals(11, outputs.size());
        assertTrue(outputs.get(3).contains("{{eval:story_endings/acc,none}}"), outputs.get(3));
        card();
        explanations(outputs);
        refusals();
    }

    private void card() throws IOException {
        String card = Files.readString(folder.resolve("README.md"));
        assertTrue(card.contains("geographical_location: \"Germany\""), card);
        assertTrue(card.contains("grid: 380 g CO₂ eq. per kWh (given by the user, Germany)"), card);
        assertTrue(card.contains("- \"stories.txt\""), card);
        assertTrue(!card.contains("no energy was recorded"), card);
        JsonNode data = Json.parse(folder.resolve("croissant.json"));
        assertEquals(
                "stories.txt",
                data.path("distribution").path(0).path("contentUrl").asText());
        assertTrue(data.path("description").asText().startsWith("Stories for children, 60,000 bytes."));
    }

    private void explanations(List<String> outputs) throws IOException {
        assertTrue(outputs.get(6).contains("| unexplained | |"), outputs.get(6));
        JsonNode rollout = Json.parse(folder.resolve("why.json"));
        double sum = 0;
        for (JsonNode share : rollout.path("written").path(0).path("scores")) {
            sum += share.asDouble();
        }
        assertEquals(1, sum, 1e-6);
        JsonNode chat = Json.parse(folder.resolve("why-chat.json"));
        JsonNode answer = chat.at("/chats/0/nodes/answer");
        assertEquals(
                answer.path("read").size() + 1,
                answer.path("tokens").path(1).path("f").size());
        for (int i : new int[] {9, 10}) {
            assertTrue(outputs.get(i).contains("| stories.txt, number "), outputs.get(i));
            assertTrue(outputs.get(i).contains("Of 20 examples that were looked at."), outputs.get(i));
        }
    }

    private void refusals() throws IOException {
        Path madeUp = Files.writeString(folder.resolve("made-up.md"), "It is right for 97.3 % of all.\n");
        Cli.Result refused = Cli.run("card", "model", folder.resolve("runs/card"), "--text", madeUp);
        assertEquals(1, refused.code(), refused.out());
        assertTrue(refused.err().contains("line 1: '97.3': numbers of a card come from ledgers"), refused.err());
        Path metrics = folder.resolve("runs/card/metrics.jsonl");
        Files.writeString(metrics, Files.readString(metrics).replaceFirst("\"loss\":\\d", "\"loss\":1"));
        Cli.Result changed = Cli.run("card", "model", folder.resolve("runs/card"));
        assertEquals(1, changed.code(), changed.out());
        assertTrue(changed.err().contains("metrics.jsonl has changed since the run ended"), changed.err());
        Path ledger = folder.resolve("runs/card/figures.jsonl");
        String whole = Files.readString(ledger).strip();
        assertTrue(whole.contains("\n"), "energy and the end of the run");
        Files.writeString(ledger, whole.substring(0, whole.lastIndexOf('\n') + 1));
        Cli.Result cut = Cli.run("card", "model", folder.resolve("runs/card"));
        assertEquals(1, cut.code(), cut.out());
        assertTrue(cut.err().contains("figures.jsonl has lost its last entry"), cut.err());
    }

    /** The words after {@code $ menura}, of which those that name files are made absolute. */
    private Object[] words(String line) {
        assertTrue(line.startsWith("$ menura "), line);
        List<Object> words = new ArrayList<>();
        Matcher m = WORD.matcher(line.substring("$ menura ".length()));
        while (m.find()) {
            String word = m.group(2);
            boolean isPath = word != null
                    && !words.isEmpty()
                    && !word.startsWith("https:")
                    && PATH.matcher(word).matches();
            words.add(isPath && word != null ? folder.resolve(word) : word != null ? word : m.group(1));
        }
        return words.toArray();
    }

    private static byte[] stories() throws IOException {
        Path packed = Cli.repository().resolve("recipes/nano/data/tinystories.txt.gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            return in.readAllBytes();
        }
    }
}
