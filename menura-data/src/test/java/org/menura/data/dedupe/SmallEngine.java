package org.menura.data.dedupe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.menura.data.dolma.RowId;
import org.menura.data.plan.ComponentsStage;
import org.menura.data.plan.Group;
import org.menura.data.plan.KeySink;
import org.menura.data.plan.KeyedStage;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Member;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;
import org.menura.data.plan.Stage;

/** Runs one stage over rows in memory, as the contracts of stages say. */
public final class SmallEngine {
    private SmallEngine() {}

    /** Returns what becomes of each row, in the order of the rows. */
    public static List<Outcome> run(Stage stage, List<Row> rows) {
        return switch (stage) {
            case MapStage map -> rows.stream().map(map::apply).toList();
            case KeyedStage keyed -> keyed(keyed, rows);
            case ComponentsStage components -> components(components, rows);
        };
    }

    private static TreeMap<byte[], List<Member>> groups(
            List<Row> rows, java.util.function.BiConsumer<Row, KeySink> keys) {
        TreeMap<byte[], List<Member>> groups = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            long address = i;
            keys.accept(
                    row,
                    (key, order, value) -> groups.computeIfAbsent(key, k -> new ArrayList<>())
                            .add(new Member(row.id(), order, value, address)));
        }
        groups.values()
                .forEach(g -> g.sort(Comparator.comparing(Member::order, Arrays::compareUnsigned)
                        .thenComparing(Member::id)));
        return groups;
    }

    private static Group group(byte[] key, List<Member> members) {
        Iterator<Member> i = members.iterator();
        return new Group() {
            @Override
            public byte[] key() {
                return key;
            }

            @Override
            public Member next() {
                return i.hasNext() ? i.next() : null;
            }

            @Override
            public long size() {
                return members.size();
            }
        };
    }

    private static List<Outcome> keyed(KeyedStage stage, List<Row> rows) {
        Map<Long, List<byte[]>> results = new HashMap<>();
        groups(rows, stage::keys)
                .forEach((key, members) -> stage.group(
                        group(key, members),
                        (m, r) -> results.computeIfAbsent(m.address(), a -> new ArrayList<>())
                                .add(r)));
        List<Outcome> out = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<byte[]> said = results.getOrDefault((long) i, new ArrayList<>());
            said.sort(Arrays::compareUnsigned);
            out.add(stage.apply(rows.get(i), said));
        }
        return out;
    }

    private static List<Outcome> components(ComponentsStage stage, List<Row> rows) {
        Map<RowId, RowId> smallest = new HashMap<>();
        rows.forEach(r -> smallest.put(r.id(), r.id()));
        groups(rows, stage::keys)
                .forEach((key, members) -> stage.edges(group(key, members), (a, b) -> {
                    RowId one = smallest.get(a);
                    RowId other = smallest.get(b);
                    RowId least = one.compareTo(other) < 0 ? one : other;
                    smallest.replaceAll((k, v) -> v.equals(one) || v.equals(other) ? least : v);
                }));
        List<Outcome> out = new ArrayList<>();
        for (Row row : rows) {
            RowId name = smallest.get(row.id());
            long size =
                    rows.stream().filter(r -> smallest.get(r.id()).equals(name)).count();
            out.add(stage.apply(row, new ComponentsStage.Membership(name, name.equals(row.id()), size)));
        }
        return out;
    }
}
