package org.menura.serve.work;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.menura.model.adapter.AdapterSelection;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.model.Lease;

/** Reads which adapters are chosen and with what weight, as llama.cpp's server is told: by their numbers in the list of all. */
public final class AdapterScales {
    private AdapterScales() {}

    /**
     * Reads a list of objects with {@code id} and {@code scale}; adapters that are not in it, or have the scale 0, are not used.
     *
     * @param where what the list is called in the request
     * @throws HttpError if it is no such list, or there is no adapter of a number
     */
    public static AdapterSelection read(JsonNode list, String where, Lease lease) {
        List<String> names = new ArrayList<>(lease.adapterFiles().keySet());
        if (!list.isArray()) {
            throw Fields.wrong(where, "a list of objects with 'id' and 'scale'", list);
        }
        AdapterSelection all = AdapterSelection.NONE;
        for (int i = 0; i < list.size(); i++) {
            Fields one = Fields.of(list.get(i), "%s[%d]".formatted(where, i));
            int id = one.integer("id", 0, Integer.MAX_VALUE).orElse(0);
            double scale =
                    one.number("scale", -Float.MAX_VALUE, Float.MAX_VALUE).orElse(1);
            one.harmless("path", "task_name", "prompt_prefix");
            one.finish();
            if (id >= names.size()) {
                throw HttpError.invalid(
                        one.path("id"),
                        "there is no adapter %d; the model '%s' has %d, counted from 0"
                                .formatted(id, lease.name(), names.size()));
            }
            all = scale == 0 ? all : all.and(names.get(id), (float) scale);
        }
        return all;
    }
}
