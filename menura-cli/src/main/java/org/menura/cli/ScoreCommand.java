package org.menura.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.TokenText;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.TextScores;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura score}: how likely a text is, token by token. */
@Command(
        name = "score",
        description = {
            "Scores a given text token by token: log-probability, rank, likelier tokens.",
            "Prints a line per token, then the sum and the perplexity. The text is taken as it is, without a chat"
                    + " template; `menura perplexity` measures long ones."
        },
        footer = {
            "%nExamples:",
            "  menura score models/stories260K -p 'Once upon a time'",
            "  menura score Qwen3-0.6B -f answer.txt --top 5 --json"
        })
final class ScoreCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private PromptOptions prompt = new PromptOptions();

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many of the likeliest tokens to name in each place (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        if (top < 0) {
            throw console.wrong("--top must be at least 0, not " + top);
        }
        String text = prompt.textOrInput();
        if (text.isEmpty()) {
            throw console.wrong("which text? give -p TEXT or -f FILE");
        }
        LoadedModel loaded = LoadedModel.open(model.path(), model.backend());
        if (!(loaded instanceof LoadedModel.Decoder decoder)) {
            throw new FormatException(loaded.source().path() + " is no decoder, and only those score texts");
        }
        TextScores scores = TextScores.of(decoder.model(), decoder.text().prompt(text), top);
        Tokenizer tokenizer = decoder.text().tokenizer();
        if (json) {
            console.line(json(scores, tokenizer).toString());
        } else {
            print(scores, tokenizer);
        }
        return 0;
    }

    private void print(TextScores scores, Tokenizer tokenizer) {
        console.line(
                "%10s %7s  %-20s %s".formatted("log-prob", "rank", "token", top == 0 ? "" : "likeliest in its place"));
        console.line("%10s %7s  %-20s"
                .formatted("", "", TokenText.quoted(tokenizer, scores.first()))
                .stripTrailing());
        for (TextScores.Token t : scores.tokens()) {
            console.line(String.format(
                            Locale.ROOT,
                            "%10.4f %7d  %-20s %s",
                            t.logProb(),
                            t.rank(),
                            TokenText.quoted(tokenizer, t.id()),
                            TokenTable.joined(t.top(), tokenizer))
                    .stripTrailing());
        }
        console.line(String.format(
                Locale.ROOT,
                "sum %.4f over %d tokens, perplexity %.4f",
                scores.sum(),
                scores.tokens().size(),
                scores.perplexity()));
    }

    private static ObjectNode json(TextScores scores, Tokenizer tokenizer) {
        ObjectNode out = new ObjectMapper().createObjectNode();
        ArrayNode tokens = out.putArray("tokens");
        tokens.addObject()
                .put("id", scores.first())
                .put("token", TokenText.of(tokenizer, scores.first()))
                .putNull("log_prob");
        for (TextScores.Token t : scores.tokens()) {
            ObjectNode token = tokens.addObject()
                    .put("id", t.id())
                    .put("token", TokenText.of(tokenizer, t.id()))
                    .put("log_prob", t.logProb())
                    .put("rank", t.rank());
            TokenTable.write(t.top(), tokenizer, token.putArray("top"));
        }
        return out.put("sum", scores.sum()).put("perplexity", scores.perplexity());
    }
}
