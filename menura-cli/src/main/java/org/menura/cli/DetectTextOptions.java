package org.menura.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.detect.calibrate.HumanText;
import org.menura.detect.calibrate.TextFolder;
import picocli.CommandLine.Option;

/** Which texts. */
final class DetectTextOptions {
    @Option(
            names = {"-p", "--prompt", "--text"},
            paramLabel = "TEXT",
            description = "A text.")
    private @Nullable String text;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "PATH",
            description =
                    "A file that holds a text in UTF-8, or several: a folder of .txt, .md and .jsonl (member text) files, or"
                            + " such a file; - is the standard input. May be given several times.")
    private List<Path> files = List.of();

    @Option(
            names = "--separator",
            paramLabel = "TEXT",
            description = "Plain files hold several texts with TEXT between them; \\n stands for the end of a line.")
    private @Nullable String separator;

    /** What stands between texts, if anything does. */
    @Nullable
    String separator() {
        return separator == null ? null : separator.replace("\\n", "\n");
    }

    /** Whether a text is named. */
    boolean isGiven() {
        return text != null || !files.isEmpty();
    }

    /** The texts that are given; else what stands ready on the standard input, if anything does. */
    List<HumanText> read(Console console) {
        List<HumanText> texts = new ArrayList<>();
        if (text != null) {
            texts.add(new HumanText("text", text.strip()));
        }
        for (Path file : files) {
            if (file.toString().equals("-")) {
                String waiting = TextFolder.plain(PromptOptions.read(file));
                texts.add(new HumanText("standard input", waiting.strip()));
            } else {
                texts.addAll(TextFolder.read(file, separator()));
            }
        }
        if (!isGiven()) {
            String waiting = TextFolder.plain(new PromptOptions().textOrInput()).strip();
            if (!waiting.isEmpty()) {
                texts.add(new HumanText("standard input", waiting));
            }
        }
        if (texts.stream().anyMatch(t -> t.text().isEmpty())) {
            throw console.wrong("a text is empty");
        }
        return texts;
    }
}
