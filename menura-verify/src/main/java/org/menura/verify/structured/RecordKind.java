package org.menura.verify.structured;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.menura.verify.Check;

/** A kind of records in JSON lines: recognised by its members, and held against what it records. */
interface RecordKind {
    /** Returns whether a record, the first of its file, is of this kind. */
    boolean recognises(JsonNode record);

    /**
     * Holds the program against the records of a file.
     *
     * @param file where they come from: other files beside it may belong to them
     * @return a check per record
     */
    List<Check> check(Path file, List<JsonNode> records);
}
