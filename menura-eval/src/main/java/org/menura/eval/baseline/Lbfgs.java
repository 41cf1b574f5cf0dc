package org.menura.eval.baseline;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth function, with an L1 penalty if wanted: limited-memory BFGS (D. Liu, J. Nocedal, 1989), and its orthant-wise form
 * (G. Andrew, J. Gao, 2007) where the penalty is not 0. Deterministic.
 *
 * @param maxIterations after how many steps it ends at the latest
 * @param gradientTolerance it ends once no partial derivative is greater
 * @param lossTolerance it ends once ten steps have lessened the loss by a smaller share; 0 to leave that out
 * @param l1 the penalty on absolute values
 */
record Lbfgs(int maxIterations, double gradientTolerance, double lossTolerance, double l1) {
    private static final int MEMORY = 10;
    private static final int WINDOW = 10;
    private static final int TRIALS = 40;

    /** A function of many variables. */
    interface Loss {
        /** Computes the value, and writes the derivatives into {@code gradient}, which holds zeros. */
        double at(double[] x, double[] gradient);
    }

    private record Change(double[] step, double[] gradient, double product) {}

    /** Where a search stands. */
    private record Point(double[] x, double[] gradient, double loss) {}

    /** Finds the minimum. */
    double[] minimise(Loss loss, double[] start) {
        Point now = at(loss, start.clone());
        Deque<Change> changes = new ArrayDeque<>();
        double[] losses = new double[WINDOW];
        for (int iteration = 0; iteration < maxIterations; iteration++) {
            double[] slope = pseudoGradient(now);
            if (greatest(slope) <= gradientTolerance) {
                break;
            }
            int slot = iteration % WINDOW;
            if (iteration >= WINDOW
                    && losses[slot] - now.loss <= lossTolerance * Math.abs(now.loss)
                    && lossTolerance > 0) {
                break;
            }
            losses[slot] = now.loss;
            double[] direction = direction(slope, changes);
            double first = changes.isEmpty() ? 1 / Math.max(1, Math.sqrt(dot(slope, slope))) : 1;
            Point next = l1 == 0 ? search(loss, now, direction, first) : projected(loss, now, slope, direction, first);
            if (next == now) {
                if (changes.isEmpty()) {
                    break;
                }
                // Curvature that misleads is forgotten; the steepest descent goes on.
                changes.clear();
                continue;
            }
            remember(changes, now, next);
            now = next;
        }
        return now.x;
    }

    private Point at(Loss loss, double[] x) {
        double[] gradient = new double[x.length];
        double value = loss.at(x, gradient);
        if (l1 > 0) {
            for (double v : x) {
                value += l1 * Math.abs(v);
            }
        }
        return new Point(x, gradient, value);
    }

    /** The gradient with the penalty's, of the side that goes down where there are two. */
    private double[] pseudoGradient(Point point) {
        if (l1 == 0) {
            return point.gradient;
        }
        double[] out = new double[point.x.length];
        for (int i = 0; i < out.length; i++) {
            double g = point.gradient[i];
            if (point.x[i] != 0) {
                out[i] = g + l1 * Math.signum(point.x[i]);
            } else {
                out[i] = g < -l1 ? g + l1 : g > l1 ? g - l1 : 0;
            }
        }
        return out;
    }

    private double[] direction(double[] slope, Deque<Change> changes) {
        double[] q = slope.clone();
        double[] alphas = new double[changes.size()];
        int at = 0;
        for (Change change : changes) {
            alphas[at] = dot(change.step, q) / change.product;
            add(q, -alphas[at++], change.gradient);
        }
        if (!changes.isEmpty()) {
            Change last = changes.getFirst();
            double scale = last.product / dot(last.gradient, last.gradient);
            Arrays.setAll(q, i -> q[i] * scale);
        }
        for (Iterator<Change> oldest = changes.descendingIterator(); oldest.hasNext(); ) {
            Change change = oldest.next();
            add(q, alphas[--at] - dot(change.gradient, q) / change.product, change.step);
        }
        for (int i = 0; i < q.length; i++) {
            q[i] = l1 > 0 && -q[i] * slope[i] >= 0 ? 0 : -q[i];
        }
        return q;
    }

    /** Halves and doubles the step until both of Wolfe's conditions hold. */
    private Point search(Loss loss, Point from, double[] direction, double first) {
        double slope = dot(from.gradient, direction);
        if (!(slope < 0)) {
            return from;
        }
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double step = first;
        Point best = from;
        for (int trial = 0; trial < TRIALS; trial++) {
            double[] x = from.x.clone();
            add(x, step, direction);
            Point next = at(loss, x);
            if (!(next.loss <= from.loss + 1e-4 * step * slope)) {
                high = step;
            } else {
                best = next;
                if (dot(next.gradient, direction) >= 0.9 * slope) {
                    return next;
                }
                low = step;
            }
            step = Double.isInfinite(high) ? 2 * step : (low + high) / 2;
        }
        return best;
    }

    /** Halves the step until the loss is less; a variable that would change its sign becomes 0. */
    private Point projected(Loss loss, Point from, double[] slope, double[] direction, double first) {
        double step = first;
        for (int trial = 0; trial < TRIALS; trial++, step /= 2) {
            double[] x = new double[from.x.length];
            double gain = 0;
            for (int i = 0; i < x.length; i++) {
                double orthant = from.x[i] != 0 ? from.x[i] : -slope[i];
                double moved = from.x[i] + step * direction[i];
                x[i] = moved * orthant > 0 ? moved : 0;
                gain += slope[i] * (x[i] - from.x[i]);
            }
            Point next = at(loss, x);
            if (next.loss <= from.loss + 1e-4 * gain && next.loss < from.loss) {
                return next;
            }
        }
        return from;
    }

    private static void remember(Deque<Change> changes, Point before, Point after) {
        double[] step = after.x.clone();
        add(step, -1, before.x);
        double[] gradient = after.gradient.clone();
        add(gradient, -1, before.gradient);
        double product = dot(step, gradient);
        if (product > 1e-12 * dot(gradient, gradient) * 1e-4) {
            changes.addFirst(new Change(step, gradient, product));
            if (changes.size() > MEMORY) {
                changes.removeLast();
            }
        }
    }

    private static double greatest(double[] values) {
        double greatest = 0;
        for (double value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double[] to, double factor, double[] values) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * values[i];
        }
    }
}
