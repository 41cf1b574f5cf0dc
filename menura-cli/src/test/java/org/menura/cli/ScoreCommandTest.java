package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.format.json.Json;

@Tag("slow")
class ScoreCommandTest {
    @Test
    void eachTokenIsScored() {
        Cli.Result result = Cli.run("score", Cli.stories(), "-p", "Once upon a time", "--json", "--top", 2);
        assertEquals(0, result.code(), result.err());
        JsonNode json = Json.parse(result.out(), "output");
        JsonNode tokens = json.get("tokens");
        assertEquals("<s>", tokens.get(0).get("token").asText());
        assertTrue(tokens.get(0).get("log_prob").isNull());
        double sum = 0;
        for (int i = 1; i < tokens.size(); i++) {
            JsonNode t = tokens.get(i);
            sum += t.get("log_prob").asDouble();
            assertEquals(2, t.get("top").size());
            boolean likeliest = t.get("rank").asInt() == 1;
            assertEquals(likeliest, t.at("/top/0/id").equals(t.get("id")));
        }
        assertEquals(sum, json.get("sum").asDouble(), 1e-9);
        assertEquals(
                Math.exp(-sum / (tokens.size() - 1)), json.get("perplexity").asDouble(), 1e-9);
        Cli.Result generated =
                Cli.run("run", Cli.stories(), "-p", "Once upon", "--greedy", "-n", 1, "--logprobs", 0, "--json");
        assertEquals(
                Json.parse(generated.out(), "output")
                        .at("/log_probs/0/log_prob")
                        .asDouble(),
                tokens.get(3).get("log_prob").asDouble(),
                1e-4);
        Cli.Result table = Cli.run("score", Cli.stories(), "-p", "Once upon a time");
        assertTrue(table.out().contains(String.format(Locale.ROOT, "sum %.4f over 4 tokens", sum)), table.out());
        assertTrue(table.out().contains("\" upon\""), table.out());
    }

    @Test
    void wrongUsageIsASentence() {
        assertEquals(2, Cli.run("score", Cli.stories()).code());
        assertEquals(2, Cli.run("score", Cli.stories(), "-p", "a", "--top", -1).code());
        Cli.Result tooLong = Cli.run("score", Cli.stories(), "-p", "story ".repeat(600));
        assertEquals(1, tooLong.code());
        assertTrue(tooLong.err().contains("context ends at 512"), tooLong.err());
        assertEquals(
                1, Cli.run("score", Cli.data("golden/bert-model"), "-p", "x").code());
    }
}
