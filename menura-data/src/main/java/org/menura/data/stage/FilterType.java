package org.menura.data.stage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.menura.data.dolma.AttributesJson;
import org.menura.data.dolma.JsonPath;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;
import org.menura.format.FormatException;

/**
 * The stage {@code filter}: keeps documents that any of the expressions in {@code include} matches, or all if there are
 * none, and that none in {@code exclude} matches; as the filters of Dolma's mixer.
 */
public final class FilterType implements StageType {
    @Override
    public String name() {
        return "filter";
    }

    @Override
    public String description() {
        return "Keeps documents by JSONPath expressions over their fields and attributes: include, exclude.";
    }

    @Override
    public Stage create(Options options) {
        List<JsonPath> include = paths(options, "include");
        List<JsonPath> exclude = paths(options, "exclude");
        if (!options.choice("syntax", "jsonpath", List.of("jsonpath", "jq")).equals("jsonpath")) {
            throw options.error("syntax", "is jq, which is not read; write the expressions as JSONPath");
        }
        if (include.isEmpty() && exclude.isEmpty()) {
            throw options.located("names nothing to include or exclude");
        }
        return (MapStage) row -> {
            JsonNode fields =
                    AttributesJson.into(row.document(), row.attributes()).row();
            if (!include.isEmpty() && include.stream().noneMatch(p -> p.matches(fields))) {
                return Outcome.drop("no include matches");
            }
            for (JsonPath path : exclude) {
                if (path.matches(fields)) {
                    return Outcome.drop("excluded by " + path);
                }
            }
            return Outcome.keep(row);
        };
    }

    static List<JsonPath> paths(Options options, String key) {
        List<JsonPath> paths = new ArrayList<>();
        for (String text : options.texts(key)) {
            try {
                paths.add(JsonPath.parse(text.strip()));
            } catch (FormatException e) {
                throw options.error(key, ": " + e.getMessage());
            }
        }
        return paths;
    }
}
