package org.menura.verify.metric;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.menura.verify.Check;

/** A kind of recorded metrics. */
interface MetricRecords {
    /** Returns whether a file whose first record is this one is of the kind. */
    boolean recognises(JsonNode first);

    /** Compares all records of a file with what is computed. */
    List<Check> check(List<JsonNode> records);
}
