package org.menura.verify.structured;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.menura.generate.constrain.Grammars;
import org.menura.verify.Check;

/** Regular expressions with texts that match as a whole and that don't. */
final class RegexRecords implements RecordKind {
    @Override
    public boolean recognises(JsonNode record) {
        return record.path("pattern").isTextual()
                && (record.path("accept").isArray() || record.path("reject").isArray());
    }

    @Override
    public List<Check> check(Path file, List<JsonNode> records) {
        return records.stream()
                .map(r -> TextVerdicts.check(
                        r,
                        TextVerdicts.name(r, "pattern"),
                        allRefuse(r.path("peers")),
                        () -> Grammars.regex(r.path("pattern").asText())))
                .toList();
    }

    /** Where all other implementations refuse an expression, it may be beyond what is regular. */
    private static boolean allRefuse(JsonNode peers) {
        if (peers.isEmpty()) {
            return false;
        }
        for (JsonNode p : peers) {
            if (!p.isTextual() || !p.asText().startsWith("refused")) {
                return false;
            }
        }
        return true;
    }
}
