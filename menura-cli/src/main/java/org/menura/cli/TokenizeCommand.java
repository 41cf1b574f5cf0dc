package org.menura.cli;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.ModelTokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura tokenize}: text to tokens and back. */
@Command(
        name = "tokenize",
        description = {
            "Shows the tokens of a text, or the text of token ids.",
            "Besides models, MODEL may be a tokenizer file: tokenizer.json, a SentencePiece .model, RWKV's vocabulary, or a GGUF file"
                    + " without tensors."
        },
        footer = {
            "%nExamples:",
            "  menura tokenize models/stories260K 'Once upon a time'",
            "  menura tokenize --model tokenizer.json --file book.txt --ids",
            "  menura tokenize models/stories260K --decode 403,407,261"
        })
final class TokenizeCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private ModelArgument model = new ModelArgument();

    @Mixin
    private PromptOptions prompt = new PromptOptions();

    @Parameters(index = "1", arity = "0..1", paramLabel = "TEXT", description = "The text, as -p.")
    private @Nullable String words;

    @Option(names = "--ids", description = "Print the ids only, on one line.")
    private boolean ids;

    @Option(
            names = "--decode",
            split = "[, ]+",
            paramLabel = "IDS",
            description = "Print the text of these ids instead, separated by commas or blanks.")
    private @Nullable List<Integer> decode;

    @Option(names = "--no-special", description = "Add no tokens that begin or end a text.")
    private boolean noSpecial;

    @Option(names = "--no-parse-special", description = "Take the texts of special tokens for mere text.")
    private boolean noParseSpecial;

    @Override
    public Integer call() {
        prompt.take(words, model.takeText());
        Tokenizer tokenizer = ModelTokenizer.tokenizer(model.path());
        if (decode != null) {
            int[] tokens = decode.stream().mapToInt(Integer::intValue).toArray();
            console.line(tokenizer.decode(tokens, noSpecial));
            return 0;
        }
        String text = prompt.textOrInput();
        int[] tokens = tokenizer.encode(text, !noSpecial, !noParseSpecial);
        if (ids) {
            console.line(Arrays.stream(tokens).mapToObj(String::valueOf).collect(Collectors.joining(" ")));
        } else {
            Arrays.stream(tokens)
                    .forEach(id -> console.line(
                            "%6d  %s".formatted(id, tokenizer.token(id).replace("\n", "\\n"))));
        }
        return 0;
    }
}
