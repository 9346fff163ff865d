"""What the tab of the tool models says while one is trained, in the languages of the interface."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TRAINING: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "tab_models": ("Tool models", "Modèles-outils", "Herramientas", "工具模型"),
        "models_how": (
            "Tool models read each sentence for the assistant: commitments, risks, goals. Here you "
            "train one on "
            "labelled rows, see what it is worth beside the one in use, and decide which one serves.",
            "Les modèles-outils lisent chaque phrase pour l’assistant : engagements, risques, "
            "objectifs. Ici, vous "
            "en entraînez un sur des lignes étiquetées, voyez ce qu’il vaut à côté de celui en "
            "service, et décidez "
            "lequel sert.",
            "Los modelos de herramientas leen cada frase para el asistente: compromisos, riesgos, "
            "objetivos. Aquí "
            "entrena uno con filas etiquetadas, ve lo que vale junto al que está en uso y decide cuál sirve.",
            "工具模型为助手解读每个句子：承诺、风险、目标。您可以在这里用已标注的数据训练模型，"
            "与正在使用的模型比较，并决定由哪一个提供服务。",
        ),
        "train_tasks": ("Tasks", "Tâches", "Tareas", "任务"),
        "train_tasks_why": (
            "Several share one encoder.",
            "Plusieurs partagent un encodeur.",
            "Varias comparten un codificador.",
            "多个任务共用一个编码器。",
        ),
        "train_sets": ("Named sets", "Jeux de données", "Conjuntos de datos", "已有数据集"),
        "train_sets_why": (
            "None chosen: all of each task.",
            "Aucun choisi : tous ceux de chaque tâche.",
            "Ninguno elegido: todos los de cada tarea.",
            "不选则使用各任务的全部数据集。",
        ),
        "train_absent": (
            "not on this computer",
            "pas sur cet ordinateur",
            "no está en este ordenador",
            "不在本机",
        ),
        "train_file": (
            "Or rows of your own (.jsonl, .csv; with images .zip)",
            "Ou vos propres lignes (.jsonl, .csv ; avec images .zip)",
            "O filas propias (.jsonl, .csv; con imágenes .zip)",
            "或上传自己的数据（.jsonl、.csv；带图像用 .zip）",
        ),
        "train_own_task": (
            "A task of your own, or another base",
            "Une tâche à vous, ou une autre base",
            "Una tarea propia, u otra base",
            "自定义任务或其他基础模型",
        ),
        "train_own_how": (
            'A small JSON file says what is to be learnt: {"name": "my_roofs", "kind": "image", '
            '"labels": {"flat": "…", "pitched": "…"}}. The kind is label, labels, grade, score, pair, tags '
            "or image. Give its rows above; rows of images in a ZIP file with the images.",
            'Un petit fichier JSON dit ce qui est à apprendre : {"name": "my_roofs", "kind": "image", '
            '"labels": {"flat": "…", "pitched": "…"}}. Le genre est label, labels, grade, score, pair, tags '
            "ou image. Donnez ses lignes plus haut ; celles d’images dans un fichier ZIP avec les images.",
            'Un pequeño archivo JSON dice qué se aprende: {"name": "my_roofs", "kind": "image", '
            '"labels": {"flat": "…", "pitched": "…"}}. El tipo es label, labels, grade, score, pair, tags '
            "o image. Dé sus filas arriba; las de imágenes en un archivo ZIP con las imágenes.",
            '用一个小的 JSON 文件说明要学什么：{"name": "my_roofs", "kind": "image", "labels": '
            '{"flat": "…", "pitched": "…"}}。类型可为 label、labels、grade、score、pair、tags 或 image。'
            "数据在上方上传；图像任务请把数据与图像放入同一个 ZIP 文件。",
        ),
        "train_task_file": (
            "Definition of the task (.json)",
            "Définition de la tâche (.json)",
            "Definición de la tarea (.json)",
            "任务定义（.json）",
        ),
        "train_base": ("Base", "Base", "Base", "基础模型"),
        "train_base_why": (
            "A folder on the computer of this server, or a model fetched before. Images need one.",
            "Un dossier de l’ordinateur de ce serveur, ou un modèle déjà téléchargé. Il en faut un pour des "
            "images.",
            "Una carpeta del ordenador de este servidor, o un modelo ya descargado. Las imágenes "
            "necesitan una.",
            "本服务器上的文件夹，或已下载的模型。图像任务必须填写。",
        ),
        "train_task_twice": (
            "Choose a task, or give the definition of one; not both.",
            "Choisissez une tâche, ou donnez-en la définition ; pas les deux.",
            "Elija una tarea, o dé la definición de una; no ambas.",
            "请选择任务，或上传任务定义，二者只能取一。",
        ),
        "train_own_rows": (
            "A task of your own learns from rows of your own: give their file.",
            "Une tâche à vous apprend de vos lignes : donnez leur fichier.",
            "Una tarea propia aprende de filas propias: dé su archivo.",
            "自定义任务需要自己的数据：请上传数据文件。",
        ),
        "train_licence": (
            "Licence of your rows",
            "Licence de vos lignes",
            "Licencia de sus filas",
            "您的数据的许可证",
        ),
        "train_method": ("Method", "Méthode", "Método", "方法"),
        "method_frozen": (
            "frozen: heads only, minutes",
            "figé : têtes seules, quelques minutes",
            "congelado: solo cabezas, minutos",
            "冻结：只训练输出层，几分钟",
        ),
        "method_full": ("full: everything", "complet : tout", "completo: todo", "全量：全部参数"),
        "method_top-n": (
            "top-n: the last layers",
            "top-n : dernières couches",
            "top-n: últimas capas",
            "top-n：最后几层",
        ),
        "method_lora": (
            "lora: low-rank changes",
            "lora : petits changements de rang",
            "lora: cambios de bajo rango",
            "lora：低秩改动",
        ),
        "method_adalora": (
            "adalora: ranks by need",
            "adalora : rangs selon besoin",
            "adalora: rangos según necesidad",
            "adalora：按需分配秩",
        ),
        "method_prefix": (
            "prefix: vectors before the text",
            "prefix : vecteurs avant le texte",
            "prefix: vectores antes del texto",
            "prefix：文本前的向量",
        ),
        "method_setfit": (
            "setfit: pairs, for few labels",
            "setfit : par paires, pour peu d’étiquettes",
            "setfit: por pares, con pocas etiquetas",
            "setfit：成对对比，适合少量标签",
        ),
        "method_ia3": (
            "ia3: factors, smallest",
            "ia3 : facteurs, le plus petit",
            "ia3: factores, el más pequeño",
            "ia3：缩放因子，最小",
        ),
        "train_epochs": ("Epochs", "Époques", "Épocas", "训练轮数"),
        "train_rate": ("Learning rate", "Taux d’apprentissage", "Tasa de aprendizaje", "学习率"),
        "train_seeds": ("Seeds", "Graines", "Semillas", "随机种子数"),
        "train_default": ("default", "par défaut", "por defecto", "默认"),
        "train_look": ("Look at the data", "Voir les données", "Ver los datos", "查看数据"),
        "train_start": ("Start training", "Lancer l’entraînement", "Empezar el entrenamiento", "开始训练"),
        "train_stop": ("Stop training", "Arrêter l’entraînement", "Detener el entrenamiento", "停止训练"),
        "train_no_task": (
            "Choose a task first.",
            "Choisissez d’abord une tâche.",
            "Elija primero una tarea.",
            "请先选择任务。",
        ),
        "train_one_task": (
            "Rows of a file, or sets by name, teach one task. Choose one task, or leave file and sets empty.",
            "Les lignes d’un fichier, ou des jeux choisis, servent à une tâche. Choisissez une "
            "tâche, ou laissez "
            "fichier et jeux vides.",
            "Las filas de un archivo, o los conjuntos elegidos, sirven para una tarea. Elija una "
            "tarea, o deje "
            "archivo y conjuntos vacíos.",
            "文件或指定的数据集只用于一个任务。请只选一个任务，或不选文件和数据集。",
        ),
        "train_busy": (
            "A training is running already. Wait for it, or stop it first.",
            "Un entraînement est déjà en cours. Attendez-le, ou arrêtez-le d’abord.",
            "Ya hay un entrenamiento en marcha. Espérelo o deténgalo primero.",
            "已有训练正在进行。请等待，或先停止它。",
        ),
        "look_rows": ("Examples", "Exemples", "Ejemplos", "样本"),
        "look_label": ("Label", "Étiquette", "Etiqueta", "标签"),
        "part_train": ("train", "entraînement", "entrenamiento", "训练"),
        "part_validation": ("validation", "validation", "validación", "验证"),
        "part_test": ("test", "test", "prueba", "测试"),
        "look_lengths": (
            "Characters: {low} to {high}, half of them under {middle}.",
            "Caractères : de {low} à {high}, la moitié sous {middle}.",
            "Caracteres: de {low} a {high}, la mitad por debajo de {middle}.",
            "字符数：{low} 至 {high}，半数低于 {middle}。",
        ),
        "look_languages": ("Languages: {what}", "Langues : {what}", "Idiomas: {what}", "语言：{what}"),
        "look_left_out": (
            "Left out, nearly the same in two parts: {n}",
            "Laissés de côté, presque identiques dans deux parties : {n}",
            "Dejados fuera, casi iguales en dos partes: {n}",
            "因在两部分中几乎相同而剔除：{n}",
        ),
        "run_heading": ("Training", "Entraînement", "Entrenamiento", "训练"),
        "run_none": (
            "No training has run in this library yet.",
            "Aucun entraînement n’a encore eu lieu dans cette bibliothèque.",
            "Aún no ha habido ningún entrenamiento en esta biblioteca.",
            "此资料库中尚未进行过训练。",
        ),
        "run_reads": ("Reads the data…", "Lit les données…", "Lee los datos…", "正在读取数据…"),
        "run_works": (
            "Trains; it goes on when this page is closed.",
            "S’entraîne ; continue si cette page est fermée.",
            "Entrena; sigue aunque se cierre esta página.",
            "训练中；关闭本页面后仍会继续。",
        ),
        "run_step": (
            "step {n} of {total}",
            "pas {n} sur {total}",
            "paso {n} de {total}",
            "第 {n} 步，共 {total} 步",
        ),
        "run_read": (
            "texts read: {n} of {total}",
            "textes lus : {n} sur {total}",
            "textos leídos: {n} de {total}",
            "已读取文本：{n}/{total}",
        ),
        "run_folds": (
            "settings tried: {n} of {total}",
            "réglages essayés : {n} sur {total}",
            "ajustes probados: {n} de {total}",
            "已试设置：{n}/{total}",
        ),
        "run_fit": (
            "heads fitted: {n} of {total}",
            "têtes ajustées : {n} sur {total}",
            "cabezas ajustadas: {n} de {total}",
            "已拟合输出层：{n}/{total}",
        ),
        "run_stopping": (
            "Stops after this step; click again to end it at once.",
            "S’arrête après ce pas ; cliquez encore pour finir tout de suite.",
            "Se detiene tras este paso; pulse otra vez para acabar ya.",
            "完成本步后停止；再次点击可立即结束。",
        ),
        "run_stopping_elsewhere": (
            "Asked to stop after this step. It was started outside of this page, by the command line or "
            "another server, so it cannot be ended at once from here.",
            "Arrêt demandé après ce pas. Il a été lancé hors de cette page, par la ligne de commande ou un "
            "autre serveur ; on ne peut donc pas y mettre fin tout de suite d’ici.",
            "Se ha pedido que se detenga tras este paso. Se inició fuera de esta página, desde la línea de "
            "órdenes u otro servidor, así que desde aquí no se puede acabar ya.",
            "已请求在本步后停止。该训练由命令行或其他服务器启动，无法在本页立即结束。",
        ),
        "run_stopped": (
            "Stopped. No version was made, and nothing else has changed.",
            "Arrêté. Aucune version n’a été créée, rien d’autre n’a changé.",
            "Detenido. No se creó ninguna versión y nada más ha cambiado.",
            "已停止。没有生成新版本，其他内容不变。",
        ),
        "run_failed": (
            "Failed; the model in use is as it was.",
            "Échec ; le modèle en service n’a pas changé.",
            "Ha fallado; el modelo en uso sigue igual.",
            "训练失败；正在使用的模型不变。",
        ),
        "run_broke": (
            "It broke off without a word; see {log} in the library.",
            "Il s’est interrompu sans un mot ; voir {log} dans la bibliothèque.",
            "Se interrumpió sin decir nada; vea {log} en la biblioteca.",
            "训练意外中断；请查看资料库中的 {log}。",
        ),
        "run_saved": (
            "Done. New version {id}, not in use yet.",
            "Terminé. Nouvelle version {id}, pas encore en service.",
            "Terminado. Nueva versión {id}, aún no en uso.",
            "完成。新版本 {id}，尚未启用。",
        ),
        "curve_loss": ("loss", "perte", "pérdida", "损失"),
        "curve_validation": (
            "score on validation",
            "score de validation",
            "puntuación de validación",
            "验证得分",
        ),
        "curve_step": ("step", "pas", "paso", "步"),
    }
)
