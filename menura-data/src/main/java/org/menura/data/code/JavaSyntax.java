package org.menura.data.code;

import com.sun.source.tree.BreakTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeParameterTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import javax.lang.model.element.Name;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** What the JDK's compiler makes of a text: where its syntax tree has names. Nothing is resolved or generated. */
final class JavaSyntax extends TreeScanner<@Nullable Void, @Nullable Void> {
    /** What stands around a text so that it becomes a file: nothing, a class, a method, a field. */
    private enum Frame {
        FILE("", ""),
        MEMBERS("class A {", "\n}"),
        STATEMENTS("class A { void a() {", "\n}}"),
        EXPRESSION("class A { Object a = (", "\n);}");

        private final String before;
        private final String behind;

        Frame(String before, String behind) {
            this.before = before;
            this.behind = behind;
        }
    }

    /** The first error of a parse, at an offset in the text. */
    private record Error(long offset, String message) {}

    /** A constructor of another class than the one around it; the tree is as it should be. */
    private static final String CONSTRUCTOR = "compiler.err.invalid.meth.decl.ret.type.req";

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, Locale.ROOT, null);

    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final int skipped;
    private final NavigableMap<Integer, Identifier> tokens = new TreeMap<>();
    private final Set<Integer> names = new HashSet<>();

    private JavaSyntax(CompilationUnitTree unit, SourcePositions positions, int skipped, List<Identifier> tokens) {
        this.unit = unit;
        this.positions = positions;
        this.skipped = skipped;
        tokens.forEach(t -> this.tokens.put(t.start(), t));
    }

    /**
     * Returns the offsets at which the syntax tree has names.
     *
     * @param tokens of the text that may be names
     * @throws FormatException if the text does not parse, also not as members of a class, statements or an expression
     */
    static synchronized Set<Integer> names(String code, List<Identifier> tokens) {
        Error worst = new Error(-1, "");
        for (Frame frame : Frame.values()) {
            DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
            JavacTask task = (JavacTask) COMPILER.getTask(
                    null, FILES, told, List.of("-proc:none"), null, List.of(new Text(frame.before + code + frame.behind)));
            CompilationUnitTree unit;
            try {
                unit = task.parse().iterator().next();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Error error = error(told, frame.before.length());
            if (error == null) {
                JavaSyntax names = new JavaSyntax(
                        unit, Trees.instance(task).getSourcePositions(), frame.before.length(), tokens);
                names.scan(unit, null);
                return names.names;
            }
            worst = error.offset > worst.offset ? error : worst;
        }
        int at = (int) Math.clamp(worst.offset, 0, code.length());
        throw new FormatException("no Java: line %d: %s"
                .formatted(1 + code.substring(0, at).chars().filter(c -> c == '\n').count(), worst.message));
    }

    private static @Nullable Error error(DiagnosticCollector<JavaFileObject> told, int skipped) {
        return told.getDiagnostics().stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR && !d.getCode().equals(CONSTRUCTOR))
                .map(d -> new Error(
                        d.getPosition() - skipped,
                        d.getMessage(Locale.ROOT).lines().findFirst().orElse("")))
                .findFirst()
                .orElse(null);
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String text) {
            super(URI.create("string:///A.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private int start(Tree tree) {
        return (int) positions.getStartPosition(unit, tree) - skipped;
    }

    private int end(@Nullable Tree tree) {
        return tree == null ? -1 : (int) positions.getEndPosition(unit, tree) - skipped;
    }

    /** Marks a token if it is the name. */
    private void at(int offset, CharSequence name) {
        Identifier token = tokens.get(offset);
        if (token != null && token.name().contentEquals(name)) {
            names.add(offset);
        }
    }

    /** Marks the first token from an offset on that is the name. */
    private void from(int offset, @Nullable Name name) {
        if (name == null || name.isEmpty()) {
            return;
        }
        for (Identifier token : tokens.tailMap(offset, true).values()) {
            if (token.name().contentEquals(name)) {
                names.add(token.start());
                return;
            }
        }
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void nothing) {
        at(start(tree), tree.getName());
        return super.visitIdentifier(tree, null);
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void nothing) {
        at(end(tree) - tree.getIdentifier().length(), tree.getIdentifier());
        return super.visitMemberSelect(tree, null);
    }

    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void nothing) {
        at(end(tree) - tree.getName().length(), tree.getName());
        return super.visitMemberReference(tree, null);
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void nothing) {
        int type = Math.max(end(tree.getType()), end(tree.getModifiers()));
        int first = Math.max(start(tree), type);
        Identifier token = tokens.get(first);
        boolean inferred = token != null && token.name().equals("var") && !isWhole(token, tree);
        from(inferred ? first + 1 : first, tree.getName());
        return super.visitVariable(tree, null);
    }

    /** Tells whether a variable called {@code var} begins with its name, as a lambda's parameter does. */
    private boolean isWhole(Identifier token, VariableTree tree) {
        return tree.getName().contentEquals(token.name()) && end(tree) == token.end();
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void nothing) {
        from(Math.max(start(tree), Math.max(end(tree.getModifiers()), end(tree.getReturnType()))), tree.getName());
        return super.visitMethod(tree, null);
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void nothing) {
        int first = Math.max(start(tree), end(tree.getModifiers()));
        Identifier token = tokens.ceilingEntry(first) == null ? null : tokens.ceilingEntry(first).getValue();
        boolean word = tree.getKind() == Tree.Kind.RECORD && token != null && token.name().equals("record");
        from(word && token != null ? token.end() : first, tree.getSimpleName());
        return super.visitClass(tree, null);
    }

    @Override
    public @Nullable Void visitTypeParameter(TypeParameterTree tree, @Nullable Void nothing) {
        from(start(tree), tree.getName());
        return super.visitTypeParameter(tree, null);
    }

    @Override
    public @Nullable Void visitLabeledStatement(LabeledStatementTree tree, @Nullable Void nothing) {
        at(start(tree), tree.getLabel());
        return super.visitLabeledStatement(tree, null);
    }

    @Override
    public @Nullable Void visitBreak(BreakTree tree, @Nullable Void nothing) {
        from(start(tree), tree.getLabel());
        return super.visitBreak(tree, null);
    }

    @Override
    public @Nullable Void visitContinue(ContinueTree tree, @Nullable Void nothing) {
        from(start(tree), tree.getLabel());
        return super.visitContinue(tree, null);
    }
}
