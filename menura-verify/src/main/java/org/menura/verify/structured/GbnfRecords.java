package org.menura.verify.structured;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.menura.generate.constrain.Grammars;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.verify.Check;

/** Grammars in GBNF with texts that they accept and reject, or, without texts, grammars that must be refused. */
final class GbnfRecords implements RecordKind {
    @Override
    public boolean recognises(JsonNode record) {
        return record.path("grammar").isTextual();
    }

    @Override
    public List<Check> check(Path file, List<JsonNode> records) {
        return records.stream().map(GbnfRecords::check).toList();
    }

    private static Check check(JsonNode record) {
        String grammar = record.path("grammar").asText();
        String name = TextVerdicts.name(record, "grammar");
        if (record.has("accept") || record.has("reject")) {
            return TextVerdicts.check(record, name, false, () -> Grammars.gbnf(grammar));
        }
        try {
            Grammars.gbnf(grammar);
            return Check.failed(name, "should be refused, and is compiled");
        } catch (GrammarException e) {
            return new Check(name, 0, 0, 0, true, "refused: " + e.getMessage());
        }
    }
}
