package org.menura.data.engine;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.menura.data.dolma.RowId;
import org.menura.data.dolma.Span;
import org.menura.data.plan.ComponentsStage;
import org.menura.data.plan.Group;
import org.menura.data.plan.KeySink;
import org.menura.data.plan.KeyedStage;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Member;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;
import org.menura.data.plan.Stage;
import org.menura.data.plan.StageType;

/** Small stages of each kind. */
public final class TestStages {
    private TestStages() {}

    private abstract static class Named implements StageType {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String description() {
            return "For tests.";
        }
    }

    /** Keeps the first of documents with one text, and says how many there were. */
    public static final class SameText extends Named {
        /** Made by the service loader. */
        public SameText() {
            super("test-same-text");
        }

        @Override
        public Stage create(Options options) {
            return new KeyedStage() {
                @Override
                public void keys(Row row, KeySink out) {
                    out.emit(row.text().getBytes(StandardCharsets.UTF_8), new byte[0]);
                }

                @Override
                public void group(Group group, Results out) {
                    boolean first = true;
                    for (Member member = group.next(); member != null; member = group.next()) {
                        out.add(member, new byte[] {(byte) (first ? 1 : 0), (byte) group.size()});
                        first = false;
                    }
                }

                @Override
                public boolean countsMembers() {
                    return true;
                }

                @Override
                public Outcome apply(Row row, List<byte[]> results) {
                    byte[] said = results.getFirst();
                    return said[0] == 1
                            ? Outcome.keep(row.with(Map.of("copies", List.of(Span.of(row.text(), said[1])))))
                            : Outcome.drop("a copy");
                }
            };
        }
    }

    /** Joins documents that share a word. */
    public static final class SharedWords extends Named {
        /** Made by the service loader. */
        public SharedWords() {
            super("test-shared-words");
        }

        @Override
        public Stage create(Options options) {
            return new ComponentsStage() {
                @Override
                public void keys(Row row, KeySink out) {
                    for (String word : row.text().split(" ")) {
                        if (!word.isEmpty()) {
                            out.emit(word.getBytes(StandardCharsets.UTF_8), new byte[0]);
                        }
                    }
                }

                @Override
                public void edges(Group group, Edges out) {
                    RowId first = null;
                    for (Member member = group.next(); member != null; member = group.next()) {
                        if (first != null) {
                            out.join(first, member.id());
                        }
                        first = member.id();
                    }
                }

                @Override
                public Outcome apply(Row row, Membership membership) {
                    return membership.first()
                            ? Outcome.keep(row.withText(row.text() + " of " + membership.size()))
                            : Outcome.drop("joined", membership.smallest().hex());
                }
            };
        }
    }

    /** Says how long texts are. */
    public static final class Lengths extends Named {
        /** Made by the service loader. */
        public Lengths() {
            super("test-lengths");
        }

        @Override
        public Stage create(Options options) {
            String experiment = options.text("experiment", "test");
            return (MapStage) row -> Outcome.keep(row.with(Map.of(
                    experiment + "__lengths__code_points",
                    List.of(Span.of(
                            row.text(), row.text().codePointCount(0, row.text().length()))))));
        }
    }
}
