package org.menura.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.constrain.GrammarConstraint;
import org.menura.generate.constrain.TokenMask;
import org.menura.generate.constrain.Vocabulary;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.Verdict;
import org.menura.generate.constrain.json.SchemaOptions;
import org.menura.generate.load.ModelTokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura grammar}: what a schema, an expression or a grammar admits. */
@Command(
        name = "grammar",
        description = {
            "Compiles a JSON schema, a regular expression, a GBNF grammar or a list of choices, and shows what it admits.",
            "Says what is refused and why; checks texts (accepted, refused at a byte, or incomplete); draws random texts; shows which"
                    + " tokens of a model may come next after a prefix. Exits with 1 if a checked text is not accepted."
        },
        footer = {
            "%nExamples:",
            "  menura grammar --schema person.json --file answer.json",
            "  menura grammar --regex '[0-9]{4}-[0-9]{2}' --text 2026-11 --text 26-11",
            "  menura grammar --gbnf chess.gbnf --draw 3 --seed 7",
            "  menura grammar --choices yes,no,maybe --prefix m -m models/stories260K"
        })
final class GrammarCommand implements Callable<Integer> {
    private static final SchemaOptions ANY_ORDER = SchemaOptions.CHECK.withWhiteSpace(SchemaOptions.WhiteSpace.LINES);

    @Mixin
    private Console console = new Console();

    @Mixin
    private FormOptions form = new FormOptions();

    @Option(
            names = "--any-order",
            description =
                    "Take a schema's objects in any order and with any spelling, as others write them, and not as they are"
                            + " generated.")
    private boolean anyOrder;

    @Option(
            names = {"-t", "--text"},
            paramLabel = "TEXT",
            description = "A text to check; may be repeated.")
    private List<String> texts = List.of();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "A file whose content is checked, - for the standard input; may be repeated.")
    private List<Path> files = List.of();

    @Option(names = "--draw", paramLabel = "N", description = "Print N random texts, one a line.")
    private int draw;

    @Option(
            names = {"-s", "--seed"},
            description = "Seed of the random texts; the same seed draws the same. Default: 0.")
    private long seed;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Show what may come next after TEXT.")
    private @Nullable String prefix;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "The model whose tokens --prefix shows, or its tokenizer file.")
    private @Nullable String model;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            description = "Show at most N of the tokens. Default: ${DEFAULT-VALUE}.")
    private int most = 40;

    @Override
    public Integer call() {
        form.checkOne();
        if (!form.isGiven()) {
            throw console.wrong("say what is admitted: --schema, --regex, --gbnf or --choices");
        }
        if (draw < 0) {
            throw console.wrong("--draw must be at least 0, not " + draw);
        }
        Tokenizer tokenizer = model == null ? null : ModelTokenizer.tokenizer(ModelArgument.find(model));
        Grammar grammar = form.grammar(tokenizer, anyOrder ? ANY_ORDER : SchemaOptions.DEFAULT);
        if (grammar.start().isDead()) {
            console.line("compiled; no text is accepted");
        } else if (texts.isEmpty() && files.isEmpty() && draw == 0 && prefix == null) {
            console.line("compiled");
        }
        boolean ok = true;
        for (String text : texts) {
            ok &= check(grammar, text, text);
        }
        for (Path file : files) {
            ok &= check(grammar, withoutLineEnd(PromptOptions.read(file)), file.toString());
        }
        for (int i = 0; i < draw; i++) {
            console.line(new String(grammar.draw(seed + i), StandardCharsets.UTF_8));
        }
        if (prefix != null) {
            show(grammar, prefix, tokenizer);
        }
        return ok ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private boolean check(Grammar grammar, String text, String name) {
        Verdict verdict = grammar.check(text);
        console.line("%s: %s"
                .formatted(
                        name,
                        switch (verdict) {
                            case Verdict.Accepted _ -> "accepted";
                            case Verdict.Refused r -> "refused at byte " + r.at();
                            case Verdict.Incomplete _ -> "incomplete";
                        }));
        return verdict.accepted();
    }

    private static String withoutLineEnd(String text) {
        return text.replaceFirst("\\R\\z", "");
    }

    private void show(Grammar grammar, String before, @Nullable Tokenizer tokenizer) {
        byte[] bytes = before.getBytes(StandardCharsets.UTF_8);
        if (grammar.check(bytes) instanceof Verdict.Refused r) {
            console.line("the prefix is refused at byte " + r.at());
            return;
        }
        console.line("may end: " + (grammar.start().next(bytes).accepting() ? "yes" : "no"));
        byte[] forced = grammar.start().next(bytes).forced();
        if (forced.length > 0) {
            console.line("goes on with: " + new String(forced, StandardCharsets.UTF_8));
        }
        if (tokenizer == null) {
            return;
        }
        GrammarConstraint constraint = new GrammarConstraint(grammar, new Vocabulary(tokenizer));
        constraint.accept(bytes);
        TokenMask mask = constraint.allowed();
        console.line("tokens that may come next: %,d of %,d".formatted(mask.size(), mask.vocabulary()));
        int[] shown = {0};
        mask.forEach(id -> {
            if (shown[0]++ < most) {
                console.line("%6d  %s".formatted(id, tokenizer.token(id).replace("\n", "\\n")));
            }
        });
        if (shown[0] > most) {
            console.line("   and %,d more; --tokens shows more of them".formatted(shown[0] - most));
        }
    }
}
