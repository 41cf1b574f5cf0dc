package org.menura.verify.structured;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.constrain.json.Draft;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.generate.constrain.json.SchemaOptions;
import org.menura.verify.Check;

/**
 * Folders of the JSON-Schema-Test-Suite's form: files that are lists of {@code {description, schema, tests}}, in folders
 * by draft; {@code optional} holds what implementations may do, {@code optional/format} formats as assertions, and
 * {@code remotes} beside the drafts what {@code http://localhost:1234/} stands for. Instances are checked without white
 * space.
 */
final class SchemaSuite {
    private static final String REMOTES = "remotes";
    private static final String REMOTES_URI = "http://localhost:1234/";
    private static final int MAX_LEVELS = 8;

    private SchemaSuite() {}

    static boolean isIn(Path folder) {
        return Files.isDirectory(folder) && files(folder).stream().anyMatch(SchemaSuite::recognises);
    }

    static List<Check> verify(Path folder) {
        List<Check> checks = new ArrayList<>();
        SchemaVerdicts all = new SchemaVerdicts();
        Map<Path, SchemaOptions> bases = new HashMap<>();
        for (Path file : files(folder)) {
            if (recognises(file)) {
                SchemaVerdicts verdicts = new SchemaVerdicts();
                SchemaOptions options = options(base(file.toAbsolutePath(), bases), file.toAbsolutePath());
                read(file).forEach(g -> verdicts.check(g, options));
                checks.addAll(verdicts.checks(folder.relativize(file).toString()));
                all.add(verdicts);
            }
        }
        checks.addAll(all.checks("all: " + all.times()));
        return checks;
    }

    /** Looks at the first group alone: other files may be large. */
    private static boolean recognises(Path file) {
        try {
            return Json.streamAll(file, p -> {
                if (p.nextToken() != JsonToken.START_ARRAY || p.nextToken() != JsonToken.START_OBJECT) {
                    return false;
                }
                boolean schema = false;
                boolean tests = false;
                while (p.nextToken() == JsonToken.FIELD_NAME) {
                    schema |= p.currentName().equals("schema");
                    boolean named = p.currentName().equals("tests");
                    tests |= p.nextToken() == JsonToken.START_ARRAY && named;
                    p.skipChildren();
                }
                return schema && tests;
            });
        } catch (FormatException e) {
            return false;
        }
    }

    private static List<SchemaGroup> read(Path file) {
        try {
            byte[] text = Files.readAllBytes(file);
            return Json.streamAll(text, file.toString(), p -> {
                List<SchemaGroup> groups = new ArrayList<>();
                p.nextToken();
                while (p.nextToken() == JsonToken.START_OBJECT) {
                    SchemaGroup g = SchemaGroup.read(p, text);
                    groups.add(new SchemaGroup(
                            g.name(),
                            g.schema(),
                            g.tests().stream()
                                    .map(t -> new SchemaGroup.Test(t.name(), SchemaGroup.compact(t.text()), t.valid()))
                                    .toList()));
                }
                return groups;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SchemaOptions options(SchemaOptions base, Path file) {
        SchemaOptions options = base;
        boolean optional = false;
        boolean format = false;
        for (Path step : file) {
            String name = step.toString();
            Draft draft = switch (name) {
                case "draft4" -> Draft.DRAFT_4;
                case "draft6" -> Draft.DRAFT_6;
                case "draft7" -> Draft.DRAFT_7;
                case "draft2019-09" -> Draft.DRAFT_2019_09;
                case "draft2020-12" -> Draft.DRAFT_2020_12;
                default -> null;
            };
            options = draft == null ? options : options.withDraft(draft);
            optional |= name.equals("optional");
            format |= name.equals("format");
        }
        return options.withFormats(
                optional
                        ? format ? SchemaOptions.Formats.ASSERT : SchemaOptions.Formats.ASSERT_CONTENT
                        : SchemaOptions.Formats.ANNOTATE);
    }

    /** The options of a file, with the documents of the nearest folder of remotes above it. */
    private static SchemaOptions base(Path file, Map<Path, SchemaOptions> known) {
        Path at = parent(file);
        for (int i = 0; at != null && i < MAX_LEVELS; i++) {
            Path remotes = at.resolve(REMOTES);
            if (Files.isDirectory(remotes)) {
                return known.computeIfAbsent(remotes, SchemaSuite::remotes);
            }
            at = parent(at);
        }
        return SchemaOptions.CHECK;
    }

    private static SchemaOptions remotes(Path folder) {
        SchemaOptions options = SchemaOptions.CHECK;
        for (Path file : all(folder)) {
            String path = folder.relativize(file).toString().replace('\\', '/');
            options = options.withDocument(REMOTES_URI + path, document(file));
        }
        return options;
    }

    private static JsonNode document(Path file) {
        try {
            return JsonSchema.parse(Files.readString(file)).json();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Path parent(Path path) {
        return path.getParent();
    }

    private static List<Path> files(Path folder) {
        return all(folder).stream()
                .filter(f -> !folder.relativize(f).startsWith(REMOTES))
                .toList();
    }

    private static List<Path> all(Path folder) {
        try (Stream<Path> inside = Files.walk(folder, MAX_LEVELS)) {
            return inside.filter(f -> String.valueOf(f.getFileName()).endsWith(".json") && Files.isRegularFile(f))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
