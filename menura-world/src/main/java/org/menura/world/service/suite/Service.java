package org.menura.world.service.suite;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.world.service.store.Tables;
import org.menura.world.service.store.Toolset;

/** A service: the database with which each conversation begins, and its tools. */
public final class Service {
    private final ServiceKind kind;
    private final Tables start;
    private final Set<String> fixed;
    private final Function<Tables, Toolset> tools;

    Service(ServiceKind kind, Tables start, Set<String> fixed, Function<Tables, Toolset> tools) {
        this.kind = kind;
        this.start = start;
        this.fixed = fixed;
        this.tools = tools;
    }

    /** Returns the kind. */
    public ServiceKind kind() {
        return kind;
    }

    /** Creates the tools on a fresh database. */
    public Toolset fresh() {
        return tools.apply(start.copy(fixed));
    }

    /** Returns the database with which conversations begin, which must not be changed. */
    public Tables start() {
        return start;
    }

    /** Returns the rows that calls of some tools have changed: by table and key, null for one that is gone. */
    public Map<String, Map<String, @Nullable Object>> changed(Toolset used) {
        return used.tables().changedSince(start);
    }
}
