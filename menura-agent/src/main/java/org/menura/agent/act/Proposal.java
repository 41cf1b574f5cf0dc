package org.menura.agent.act;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that an agent wants to make.
 *
 * @param agent its name
 * @param tool name of the tool
 * @param effect of the tool
 * @param arguments JSON values by name
 * @param taints values among them that were copied from {@link Origin#OUTSIDE} texts
 * @param spent what the run has used
 */
public record Proposal(
        String agent,
        String tool,
        Effect effect,
        Map<String, @Nullable Object> arguments,
        List<Taint> taints,
        Budget.Spent spent) {
    public Proposal {
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
        taints = List.copyOf(taints);
    }
}
