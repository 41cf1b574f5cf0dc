package org.menura.model.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;

/** Reads the configs that are nested in others. */
public final class SubConfigs {
    private SubConfigs() {}

    /**
     * Returns the config of a part; all defaults where there is none. Early files of CLIP repeat it as {@code
     * NAME_dict}, whose fields count where they differ.
     */
    public static Config of(Config c, String name) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (String part : List.of(name, name + "_dict")) {
            JsonNode node = c.raw(part);
            if (node.isObject()) {
                fields.setAll((ObjectNode) node);
            }
        }
        return new Config(fields, c.source() + ": " + name);
    }

    /** Refuses architectures other than those given. */
    public static void architecture(Config c, String... supported) {
        List<String> names = c.texts("architectures");
        if (!names.isEmpty() && !List.of(supported).contains(names.getFirst())) {
            throw c.unsupported("architectures", "supported: " + String.join(", ", supported));
        }
    }
}
