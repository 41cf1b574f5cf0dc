package org.menura.tensor.cpu.gemm;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.FloatVector;
import org.menura.tensor.cpu.library.FloatTile;
import org.menura.tensor.cpu.library.FloatTile.Sum;
import org.menura.tensor.cpu.simd.Lanes;

/**
 * {@link FloatTile}s on the Vector API, written as bytecode. The compiler keeps a vector in a register only where it has a
 * variable of its own, so a tile of six rows by four vectors takes 24 of them, and as many lines for each step. Here they are
 * written once, by loops over rows and vectors, for all shapes:
 *
 * <pre>
 * s[i][j] = c[c0 + i * stride + j * L]
 * for (int k = 0; k &lt; depth; k++) {
 *     v[j] = b[b0 + k * width + j * L]
 *     f = broadcast(a[a0 + i * step + k * term])
 *     s[i][j] = f.fma(v[j], s[i][j])
 * }
 * c[c0 + i * stride + j * L] = s[i][j]
 * </pre>
 */
final class VectorTile {
    private static final ClassDesc TILE = ClassDesc.of(FloatTile.class.getName());
    private static final ClassDesc LANES = ClassDesc.of(Lanes.class.getName());
    private static final ClassDesc FLOATS = CD_float.arrayType();
    private static final ClassDesc VECTOR = ClassDesc.of("jdk.incubator.vector.Vector");
    private static final ClassDesc FLOAT_VECTOR = ClassDesc.of(FloatVector.class.getName());
    private static final ClassDesc SPECIES = ClassDesc.of("jdk.incubator.vector.VectorSpecies");

    // Of FloatTile.add; 0 is the tile.
    private static final int A = 1;
    private static final int A_FROM = 2;
    private static final int STEP = 3;
    private static final int B = 4;
    private static final int B_FROM = 5;
    private static final int DEPTH = 6;
    private static final int C = 7;
    private static final int C_FROM = 8;
    private static final int STRIDE = 9;
    private static final MethodTypeDesc ADD =
            MethodTypeDesc.of(CD_void, FLOATS, CD_int, CD_int, FLOATS, CD_int, CD_int, FLOATS, CD_int, CD_int);

    private static final Map<FloatTile.Shape, FloatTile> WRITTEN = new ConcurrentHashMap<>();

    private final FloatTile.Shape shape;
    private final CodeBuilder code;
    private final int vectors;
    private final int[][] sums;
    private final int[] rows;

    private VectorTile(FloatTile.Shape shape, CodeBuilder code) {
        this.shape = shape;
        this.code = code;
        this.vectors = shape.columns() / Lanes.L;
        this.sums = new int[shape.rows()][vectors];
        this.rows = new int[shape.rows()];
    }

    /** The tile of a shape, whose columns are whole vectors. */
    static FloatTile of(FloatTile.Shape shape) {
        return WRITTEN.computeIfAbsent(shape, VectorTile::write);
    }

    private static FloatTile write(FloatTile.Shape shape) {
        ClassDesc name = ClassDesc.of(VectorTile.class.getName() + "_" + shape.rows() + "x" + shape.columns());
        byte[] bytes = ClassFile.of()
                .build(
                        name,
                        type -> type.withFlags(ClassFile.ACC_FINAL)
                                .withInterfaceSymbols(TILE)
                                .withMethodBody(
                                        INIT_NAME,
                                        MTD_void,
                                        0,
                                        code -> code.aload(0)
                                                .invokespecial(CD_Object, INIT_NAME, MTD_void)
                                                .return_())
                                .withMethodBody(
                                        "rows",
                                        MethodTypeDesc.of(CD_int),
                                        ClassFile.ACC_PUBLIC,
                                        code -> code.loadConstant(shape.rows()).ireturn())
                                .withMethodBody(
                                        "add", ADD, ClassFile.ACC_PUBLIC, code -> new VectorTile(shape, code).add()));
        try {
            MethodHandles.Lookup tile = MethodHandles.lookup().defineHiddenClass(bytes, true);
            return (FloatTile) tile.findConstructor(tile.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void add() {
        begin();
        int k = code.allocateLocal(TypeKind.INT);
        int factor = code.allocateLocal(TypeKind.REFERENCE);
        Label head = code.newLabel();
        Label end = code.newLabel();
        code.iconst_0().istore(k).labelBinding(head).iload(k).iload(DEPTH).if_icmpge(end);
        int[] columns = new int[vectors];
        for (int j = 0; j < vectors; j++) {
            columns[j] = code.allocateLocal(TypeKind.REFERENCE);
            code.getstatic(LANES, "F", SPECIES).aload(B).iload(B_FROM);
            plusTimes(k, shape.width());
            plus(j * Lanes.L);
            load();
            code.astore(columns[j]);
        }
        for (int i = 0; i < shape.rows(); i++) {
            code.getstatic(LANES, "F", SPECIES).aload(A);
            if (shape.step() == FloatTile.Shape.ANY) {
                code.iload(rows[i]);
            } else {
                code.iload(A_FROM);
                plus(i * shape.step());
            }
            plusTimes(k, shape.term());
            code.faload()
                    .invokestatic(FLOAT_VECTOR, "broadcast", MethodTypeDesc.of(FLOAT_VECTOR, SPECIES, CD_float))
                    .astore(factor);
            for (int j = 0; j < vectors; j++) {
                code.aload(factor)
                        .aload(columns[j])
                        .aload(sums[i][j])
                        .invokevirtual(FLOAT_VECTOR, "fma", MethodTypeDesc.of(FLOAT_VECTOR, VECTOR, VECTOR))
                        .astore(sums[i][j]);
            }
        }
        code.iinc(k, 1).goto_(head).labelBinding(end);
        store();
        code.return_();
    }

    /** Rows get the places where they begin, if these are no constants, and sums their first values. */
    private void begin() {
        for (int i = 0; i < shape.rows(); i++) {
            if (shape.step() == FloatTile.Shape.ANY) {
                rows[i] = code.allocateLocal(TypeKind.INT);
                code.iload(A_FROM);
                plusTimes(STEP, i);
                code.istore(rows[i]);
            }
            for (int j = 0; j < vectors; j++) {
                sums[i][j] = code.allocateLocal(TypeKind.REFERENCE);
                code.getstatic(LANES, "F", SPECIES);
                if (shape.sum() == Sum.CONTINUE) {
                    target(i, j);
                    load();
                } else {
                    code.invokestatic(FLOAT_VECTOR, "zero", MethodTypeDesc.of(FLOAT_VECTOR, SPECIES));
                }
                code.astore(sums[i][j]);
            }
        }
    }

    private void store() {
        for (int i = 0; i < shape.rows(); i++) {
            for (int j = 0; j < vectors; j++) {
                if (shape.sum() == Sum.ADD) {
                    code.getstatic(LANES, "F", SPECIES);
                    target(i, j);
                    load();
                    code.aload(sums[i][j]).invokevirtual(FLOAT_VECTOR, "add", MethodTypeDesc.of(FLOAT_VECTOR, VECTOR));
                } else {
                    code.aload(sums[i][j]);
                }
                target(i, j);
                code.invokevirtual(FLOAT_VECTOR, "intoArray", MethodTypeDesc.of(CD_void, FLOATS, CD_int));
            }
        }
    }

    /** Pushes an array and a place in it, those of a vector of c. */
    private void target(int i, int j) {
        code.aload(C).iload(C_FROM);
        plusTimes(STRIDE, i);
        plus(j * Lanes.L);
    }

    /** Replaces species, array and place by a vector. */
    private void load() {
        code.invokestatic(FLOAT_VECTOR, "fromArray", MethodTypeDesc.of(FLOAT_VECTOR, SPECIES, FLOATS, CD_int));
    }

    private void plus(int n) {
        if (n != 0) {
            code.loadConstant(n).iadd();
        }
    }

    private void plusTimes(int local, int factor) {
        if (factor == 1) {
            code.iload(local).iadd();
        } else if (factor != 0) {
            code.iload(local).loadConstant(factor).imul().iadd();
        }
    }
}
