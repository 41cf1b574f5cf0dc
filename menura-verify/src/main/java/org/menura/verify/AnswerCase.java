package org.menura.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.TemplateCases;
import org.menura.chat.tool.AnswerCases;
import org.menura.format.FormatException;

/**
 * Recorded answers of models, with reasoning and tool calls: {@code parse.jsonl} with {@code tools.json}, and renderings of
 * conversations with tools in {@code renderings.jsonl}. The templates lie in a folder {@code templates} within the case's,
 * beside it, or beside the one that it is in.
 */
final class AnswerCase {
    private static final String RENDERINGS = "renderings.jsonl";

    private AnswerCase() {}

    static boolean isIn(Path folder) {
        return AnswerCases.isIn(folder);
    }

    static List<Check> run(Path folder) {
        List<Check> checks = new ArrayList<>();
        AnswerCases.verify(folder, name -> template(folder, name))
                .forEach(r -> checks.add(check(r.name(), r.ok(), r.detail())));
        Path renderings = folder.resolve(RENDERINGS);
        if (Files.isRegularFile(renderings)) {
            TemplateCases.verifyRenderings(renderings, templates(folder))
                    .forEach(r -> checks.add(check(r.name(), r.ok(), r.detail())));
        }
        return checks;
    }

    private static Check check(String name, boolean ok, String detail) {
        return ok ? new Check(name, 0, 0, 0, true, detail) : Check.failed(name, detail);
    }

    private static @Nullable String template(Path folder, String name) {
        Path file = templateFolder(folder)
                .map(t -> t.resolve(name).resolve("chat_template.jinja"))
                .orElse(null);
        try {
            return file != null && !name.isBlank() && Files.isRegularFile(file) ? Files.readString(file) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> templateFolder(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        return Stream.iterate(absolute, p -> p != null, Path::getParent)
                .limit(3)
                .map(p -> p.resolve("templates"))
                .filter(Files::isDirectory)
                .findFirst();
    }

    private static Path templates(Path folder) {
        return templateFolder(folder)
                .orElseThrow(() -> new FormatException(
                        "%s renders templates, but there is no folder 'templates' in it, beside it, or beside the one it is in"
                                .formatted(folder.resolve(RENDERINGS))));
    }
}
