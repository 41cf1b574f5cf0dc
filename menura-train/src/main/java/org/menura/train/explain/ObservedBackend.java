package org.menura.train.explain;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** A backend around another one that shows what enters its attention and comes out of its tables. */
final class ObservedBackend {
    /**
     * A call of attention.
     *
     * @param q [rows, heads, headDim]
     * @param k [keyRows, keyHeads, headDim]
     * @param v [keyRows, keyHeads, valueDim]
     * @param y [rows, heads, valueDim]
     */
    record AttentionCall(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionSpec spec,
            @Nullable Tensor relativeBias,
            Segments queries,
            Segments keys,
            Tensor y) {}

    /** Hears of calls. */
    interface Listener {
        /** Called after an embedding was looked up. */
        void looked(Tensor table, int[] ids, Tensor rows);

        /** Called after attention was computed, while its operands are there. */
        void attended(AttentionCall call);
    }

    private ObservedBackend() {}

    /** Wraps a backend; without a listener's interest nothing is copied. */
    static Backend of(Backend ops, Listener listener) {
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (_, method, arguments) -> {
                    Object result;
                    try {
                        result = method.invoke(ops, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                    if (method.getName().equals("embedding") && arguments[1] instanceof int[] ids) {
                        listener.looked((Tensor) arguments[0], ids, (Tensor) result);
                    } else if (method.getName().equals("attention") && arguments[7] == null) {
                        listener.attended(new AttentionCall(
                                (Tensor) arguments[0],
                                (Tensor) arguments[1],
                                (Tensor) arguments[2],
                                (AttentionSpec) arguments[3],
                                (Tensor) arguments[4],
                                (Segments) arguments[5],
                                (Segments) arguments[6],
                                (Tensor) result));
                    }
                    return result;
                });
    }
}
