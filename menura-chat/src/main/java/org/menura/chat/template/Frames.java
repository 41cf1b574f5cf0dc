package org.menura.chat.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which variables of a frame are undefined until the frame assigns them.
 *
 * <p>Jinja2 settles where a name lives before it renders. Where the first mention of a name in a frame is an assignment
 * outside of any {@code if}, and no frame around it mentions the name, the name is the frame's own from the start:
 * frames inside that read it earlier find it undefined, even if the context has a variable of that name.
 */
final class Frames {
    private final IdentityHashMap<List<Stmt>, List<String>> hidden = new IdentityHashMap<>();

    private Frames() {}

    static Frames of(List<Stmt> template) {
        Frames frames = new Frames();
        frames.frame(template, new Names(null));
        return frames;
    }

    /** A new frame for {@code body} inside {@code scope}, with the variables that are undefined at its start. */
    Scope open(List<Stmt> body, Scope scope) {
        Scope inner = new Scope(scope);
        for (String name : hidden.getOrDefault(body, List.of())) {
            inner.hide(name);
        }
        return inner;
    }

    /** Names that a frame mentions, and those of them that hide what the context has. */
    private static final class Names {
        private final @Nullable Names parent;
        private final Set<String> known = new HashSet<>();
        private final List<String> hidden = new ArrayList<>();

        Names(@Nullable Names parent) {
            this.parent = parent;
        }

        private boolean knows(String name) {
            return known.contains(name) || parent != null && parent.knows(name);
        }

        void load(String name) {
            if (!knows(name)) {
                known.add(name);
            }
        }

        void store(String name, boolean conditional) {
            if (!conditional && !knows(name)) {
                hidden.add(name);
            }
            known.add(name);
        }

        void store(Stmt.Target target, boolean conditional) {
            switch (target) {
                case Stmt.Variable variable -> store(variable.name(), conditional);
                case Stmt.Member member -> load(member.namespace());
                case Stmt.Unpack unpack -> unpack.targets().forEach(t -> store(t, conditional));
            }
        }

        void declare(Stmt.Target target) {
            switch (target) {
                case Stmt.Variable variable -> known.add(variable.name());
                case Stmt.Member member -> load(member.namespace());
                case Stmt.Unpack unpack -> unpack.targets().forEach(this::declare);
            }
        }
    }

    private void frame(List<Stmt> body, Names names) {
        mentions(body, names, false);
        if (!names.hidden.isEmpty()) {
            hidden.put(body, List.copyOf(names.hidden));
        }
        inner(body, names);
    }

    /** Collects the names of one frame, without the frames inside it. */
    private static void mentions(List<Stmt> body, Names names, boolean conditional) {
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.Print s -> ExpressionNames.visit(s.value(), names::load);
                case Stmt.Assign s -> {
                    ExpressionNames.visit(s.value(), names::load);
                    names.store(s.target(), conditional);
                }
                case Stmt.Capture s -> names.store(s.target(), conditional);
                case Stmt.For s -> ExpressionNames.visit(s.iterable(), names::load);
                case Stmt.If s -> {
                    for (Stmt.Branch branch : s.branches()) {
                        ExpressionNames.visit(branch.test(), names::load);
                        mentions(branch.body(), names, true);
                    }
                    mentions(s.otherwise(), names, true);
                }
                case Stmt.Macro s -> {
                    String name = s.definition().name();
                    if (name != null) {
                        names.store(name, conditional);
                    }
                }
                case Stmt.CallBlock s -> ExpressionNames.visit(s.call(), names::load);
                case Stmt.FilterBlock s -> ExpressionNames.visit(s.value(), names::load);
                case Stmt.With s -> s.values().forEach(value -> ExpressionNames.visit(value, names::load));
                default -> {}
            }
        }
    }

    /** Looks at the frames inside a frame. */
    private void inner(List<Stmt> body, Names names) {
        for (Stmt stmt : body) {
            switch (stmt) {
                case Stmt.For s -> {
                    Names loop = new Names(names);
                    loop.declare(s.target());
                    loop.known.add("loop");
                    frame(s.body(), loop);
                    frame(s.otherwise(), new Names(names));
                }
                case Stmt.If s -> {
                    s.branches().forEach(branch -> inner(branch.body(), names));
                    inner(s.otherwise(), names);
                }
                case Stmt.Macro s -> macro(s.definition(), names);
                case Stmt.CallBlock s -> macro(s.caller(), names);
                case Stmt.Capture s -> frame(s.body(), new Names(names));
                case Stmt.FilterBlock s -> frame(s.body(), new Names(names));
                case Stmt.Generation s -> frame(s.body(), new Names(names));
                case Stmt.Block s -> frame(s.body(), new Names(null));
                case Stmt.With s -> {
                    Names with = new Names(names);
                    s.targets().forEach(with::declare);
                    frame(s.body(), with);
                }
                default -> {}
            }
        }
    }

    private void macro(Stmt.MacroDefinition macro, Names names) {
        Names inside = new Names(names);
        inside.known.addAll(macro.extras());
        for (Stmt.Parameter parameter : macro.parameters()) {
            inside.known.add(parameter.name());
        }
        for (Stmt.Parameter parameter : macro.parameters()) {
            Expr fallback = parameter.defaultValue();
            if (fallback != null) {
                ExpressionNames.visit(fallback, inside::load);
            }
        }
        frame(macro.body(), inside);
    }
}
