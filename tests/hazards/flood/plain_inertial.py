"""The local-inertial scheme once more, in plain NumPy over the whole domain: slow and obvious."""

import numpy as np

G = 9.81
DRY_M = 1e-3


def faces(q, z, h, n, *, step_s, cell_m, theta):
    """Return the discharges over the inner faces along the last axis, shape (..., columns - 1)."""
    stage = z + h
    deep = np.maximum(stage[:, :-1], stage[:, 1:]) - np.maximum(z[:, :-1], z[:, 1:])
    wet = deep > DRY_M
    deep = np.where(wet, deep, 1.0)
    rough = 0.5 * (n[:, :-1] + n[:, 1:])
    mixed = theta * q[:, 1:-1] + 0.5 * (1.0 - theta) * (q[:, :-2] + q[:, 2:])
    push = G * deep * step_s * np.diff(stage, axis=1) / cell_m
    friction = G * step_s * rough**2 / deep ** (7.0 / 3.0)
    push = mixed - push
    most = deep * np.sqrt(G * deep)
    return np.where(
        wet,
        np.clip(2.0 * push / (1.0 + np.sqrt(1.0 + 4.0 * friction * abs(push))), -most, most),
        0.0,
    )


def run(z, h, n, cell_m, until_s, *, alpha=0.55, theta=0.8, rain_mps=0.0):
    """Return the depths at a time, with closed edges."""
    h = h.copy()
    qx, qy = np.zeros((z.shape[0], z.shape[1] + 1)), np.zeros((z.shape[0] + 1, z.shape[1]))
    now_s = 0.0
    while now_s < until_s:
        step_s = min(alpha * cell_m / np.sqrt(G * max(h.max(), 0.1)), until_s - now_s)
        scheme = {"step_s": step_s, "cell_m": cell_m, "theta": theta}
        inner_x = faces(qx, z, h, n, **scheme)
        inner_y = faces(qy.T, z.T, h.T, n.T, **scheme).T
        qx[:, 1:-1], qy[1:-1] = inner_x, inner_y
        out = np.maximum(qx[:, 1:], 0) + np.maximum(-qx[:, :-1], 0)
        out += np.maximum(qy[1:], 0) + np.maximum(-qy[:-1], 0)
        leaving = out * step_s / cell_m
        part = np.minimum(h / np.maximum(leaving, 1e-300), 1.0)
        qx[:, 1:-1] *= np.where(qx[:, 1:-1] > 0, part[:, :-1], part[:, 1:])
        qy[1:-1] *= np.where(qy[1:-1] > 0, part[:-1], part[1:])
        h += step_s / cell_m * (-np.diff(qx, axis=1) - np.diff(qy, axis=0)) + rain_mps * step_s
        now_s = until_s if step_s == until_s - now_s else now_s + step_s
    return h
