package org.menura.verify.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.data.dolma.Document;
import org.menura.format.FormatException;
import org.menura.verify.Check;
import org.menura.verify.RecordFile;

/**
 * Recorded work of Dolma's and datatrove's on the documents of {@code documents.jsonl}: {@code dolma-attributes.jsonl}, what
 * taggers say of each; {@code datatrove.jsonl}, what filters decide on each by recorded words, its simplified text and its
 * MinHash signatures, with the parameters in {@code minhash-parameters.json}.
 */
public final class DataToolkitCase {
    private static final String DOCUMENTS = "documents.jsonl";
    private static final String ATTRIBUTES = "dolma-attributes.jsonl";
    private static final String DECISIONS = "datatrove.jsonl";
    private static final String PARAMETERS = "minhash-parameters.json";

    private DataToolkitCase() {}

    /** Returns whether a folder holds a case of this form. */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(DOCUMENTS))
                && (Files.isRegularFile(folder.resolve(ATTRIBUTES)) || Files.isRegularFile(folder.resolve(DECISIONS)));
    }

    /**
     * Compares attributes, decisions and signatures with the recorded ones.
     *
     * @return a check per tagger, filter and kind of signature
     */
    public static List<Check> run(Path folder) {
        Map<String, Document> documents = new LinkedHashMap<>();
        for (JsonNode row : RecordFile.read(folder.resolve(DOCUMENTS))) {
            if (!(row instanceof ObjectNode object)
                    || !row.path("id").isTextual()
                    || !row.path("text").isTextual()) {
                throw new FormatException(
                        folder.resolve(DOCUMENTS) + " has a row without id and text: %.200s".formatted(row));
            }
            documents.put(row.path("id").textValue(), new Document(object));
        }
        List<Check> checks = new ArrayList<>();
        if (Files.isRegularFile(folder.resolve(ATTRIBUTES))) {
            checks.addAll(new TaggerRecords(documents, folder.resolve(ATTRIBUTES)).compare());
        }
        if (Files.isRegularFile(folder.resolve(DECISIONS))) {
            checks.addAll(new FilterRecords(documents, folder.resolve(DECISIONS)).compare());
            checks.addAll(
                    new SignatureRecords(documents, folder.resolve(DECISIONS), folder.resolve(PARAMETERS)).compare());
        }
        return checks;
    }

    /** Finds the document of a record. */
    static Document document(Map<String, Document> documents, JsonNode record, Path file) {
        Document document = documents.get(record.path("id").asText());
        if (document == null) {
            throw new FormatException("%s has a record of document \"%s\", which %s doesn't have"
                    .formatted(file, record.path("id").asText(), DOCUMENTS));
        }
        return document;
    }
}
